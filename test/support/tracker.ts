import { readFileSync } from 'node:fs';
import { trackerAddress, type TrackerAddress } from '../../src/protocol/address';
import { layoutOf } from '../../src/protocol/layout';
import { eventually } from './eventually';

/** Who serves the folder, or did so last; null when nobody ever did. */
export function readTrackerAddress(folder: string): TrackerAddress | null {
  try {
    return trackerAddress.parse(JSON.parse(readFileSync(layoutOf(folder).address, 'utf8')));
  } catch {
    return null;
  }
}

/** Ends the tracker of a test's folder, which outlives the window on purpose, and waits until it is gone. */
export async function endTracker(folder: string): Promise<void> {
  const address = readTrackerAddress(folder);
  if (!address?.running) return;
  const { pid } = address;
  signal(pid, 'SIGTERM');
  await eventually(
    `The end of the tracker ${pid}`,
    () => Promise.resolve(signal(pid, 0)),
    (exists) => !exists,
    20_000,
  );
}

function signal(pid: number, name: 'SIGTERM' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
