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
  for await (const _each of mapSlices(items, signal, work));
}

/** As {@link inSlices}, with what `work` makes of each slice. */
export async function* mapSlices<Item, Made>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (slice: readonly Item[]) => Made,
): AsyncGenerator<Made> {
  // One run may have a million values.
  let size = 1;
  for (let from = 0; from < items.length;) {
    const slice = items.slice(from, from + size);
    const start = performance.now();
    const made = work(slice);
    const took = performance.now() - start;
    from += slice.length;
    size = Math.round(Math.min(mostItems, size * 4, Math.max(1, (size * sliceMs) / Math.max(took, 0.1))));
    yield made;
    await setImmediate();
    signal.throwIfAborted();
  }
}

/** Items that one sort takes some milliseconds for. */
const sortedAtOnce = 4096;

/** The items sorted, with turns of the event loop in between. */
export async function sortInSlices<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
  signal: AbortSignal,
): Promise<Item[]> {
  const sorted: Item[] = [];
  for (let from = 0; from < items.length; from += sortedAtOnce) {
    for (const item of items.slice(from, from + sortedAtOnce).sort(compare)) sorted.push(item);
    await setImmediate();
    signal.throwIfAborted();
  }
  // The engine's own sort merges stretches that are sorted already, which is fast.
  return sorted.sort(compare);
}
