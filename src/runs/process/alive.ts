import { repeat, systemClock, type PollClock, type Repetition } from './clock';
import { isSameProcess, type ProcessIdentity } from './identity';
import { systemReader } from './reader';

const defaultIntervalMs = 2_000;

/** True while that very process runs: a zombie is gone, and so is one whose pid another process has now. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (!exists(identity.pid)) return false;
  const current = await systemReader.identify(identity.pid);
  return current !== null && isSameProcess(current, identity);
}

/** Calls `onGone` once when the process is gone, noticed within `intervalMs` (2 s; on Windows a reused pid in 15 times that). */
export function watchExit(
  identity: ProcessIdentity,
  onGone: () => void,
  { intervalMs = defaultIntervalMs, clock = systemClock }: { intervalMs?: number; clock?: PollClock } = {},
): Repetition {
  let checks = 0;
  const repetition = repeat(clock, intervalMs, async () => {
    const identify = checks % systemReader.checksPerIdentification === 0;
    checks += 1;
    const alive = identify ? await isAlive(identity) : exists(identity.pid);
    if (!alive && !stopped) onGone();
    return alive;
  });
  let stopped = false;
  return {
    stop() {
      stopped = true;
      repetition.stop();
    },
  };
}

/** Signal 0 only asks; a process of another user answers that it may not be signalled, so it exists. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
