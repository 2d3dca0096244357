import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { StreamLog } from './streamLog';

export type Store = (path: string, body: () => Readable, signal?: AbortSignal) => Promise<void>;

const shortestPauseMs = 2000;
/** A log is sent whole each time: so much longer than the sending took, nothing is sent. */
const restFactor = 20;

/** Keeps the artifact of a growing log up to date until `signal` ends it; failures are left to the last sending. */
export async function followLog(log: StreamLog, path: string, store: Store, signal: AbortSignal): Promise<void> {
  let sent = 0;
  let wait = shortestPauseMs;
  for (;;) {
    try {
      await pause(wait, undefined, { signal });
      if (log.size === sent) continue;
      const start = performance.now();
      const { size } = log;
      await sendLog(log, path, store, signal);
      sent = size;
      wait = Math.max(shortestPauseMs, restFactor * (performance.now() - start));
    } catch {
      // Aborted: the program has ended. Anything else: the tracker is away, and may be back at the next try.
      if (signal.aborted) return;
    }
  }
}

/** Stores what the log holds now. */
export function sendLog(log: StreamLog, path: string, store: Store, signal?: AbortSignal): Promise<void> {
  const { file, size } = log;
  return store(path, () => (size === 0 ? Readable.from([]) : createReadStream(file, { end: size - 1 })), signal);
}
