import { setTimeout as pause } from 'node:timers/promises';

/** Reads until a value is accepted and returns it; past the limit (ms) it throws, naming `what` and the last value. */
export async function eventually<T>(
  what: string,
  read: () => T | Promise<T>,
  accept: (value: T) => boolean,
  limit = 10_000,
): Promise<T> {
  const deadline = performance.now() + limit;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (performance.now() > deadline) {
      throw new Error(`${what} did not come within ${limit} ms; the last value was ${JSON.stringify(value)}.`);
    }
    await pause(50);
  }
}
