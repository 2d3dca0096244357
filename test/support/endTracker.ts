import { readFile } from 'node:fs/promises';
import { trackerAddress } from '../../src/protocol/address';
import { layoutOf } from '../../src/protocol/layout';
import { eventually } from './eventually';

/** Ends the tracker that a folder's `tracker.json` names and waits until it is gone; a tracker outlives its window. */
export async function endTracker(folder: string): Promise<void> {
  const text = await readFile(layoutOf(folder).address, 'utf8').catch(() => null);
  if (text === null) return;
  const { pid, running } = trackerAddress.parse(JSON.parse(text));
  if (!running || !send(pid, 'SIGTERM')) return;
  await eventually(
    'The end of the tracker',
    () => send(pid, 0),
    (alive) => !alive,
  );
}

/** False when there is no such process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
