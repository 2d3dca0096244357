import { setImmediate } from 'node:timers/promises';

/** How long one slice of work should take: what training scripts log waits no longer for a table. */
const sliceMs = 10;
const mostItems = 2000;

/**
 * Hands `items` to `work` a slice at a time, as many as take about 10 ms, and lets the event loop turn in between. Throws
 * when `signal` aborts.
 */
export async function inSlices<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (slice: readonly Item[]) => void,
): Promise<void> {
  let size = 16;
  for (let from = 0; from < items.length;) {
    const slice = items.slice(from, from + size);
    const start = performance.now();
    work(slice);
    const took = performance.now() - start;
    from += slice.length;
    size = Math.round(Math.min(mostItems, size * 4, Math.max(1, (size * sliceMs) / Math.max(took, 0.1))));
    await setImmediate();
    signal.throwIfAborted();
  }
}
