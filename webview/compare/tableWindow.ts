/** A stretch of equally large things that is drawn: from `start` to before `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What of `count` things of `size` pixels is in sight, with `more` on each side, so that a short scroll needs no drawing. */
export function stretchInSight(
  count: number,
  { size, scrolled, sight, more }: { size: number; scrolled: number; sight: number; more: number },
): Stretch {
  const start = Math.max(0, Math.floor(scrolled / size) - more);
  const end = Math.min(count, Math.ceil((scrolled + sight) / size) + more);
  return { start: Math.min(start, Math.max(0, count - 1)), end: Math.max(end, Math.min(count, 1)) };
}

/** Index of the next thing that passes, round and round from `from`; -1 when none does. */
export function nextThat<Item>(
  items: readonly Item[],
  from: number,
  { by, passes }: { by: 1 | -1; passes: (item: Item) => boolean },
): number {
  const start = from < 0 ? (by > 0 ? -1 : items.length) : from;
  for (let step = 1; step <= items.length; step++) {
    const index = (((start + by * step) % items.length) + items.length) % items.length;
    const item = items[index];
    if (item !== undefined && passes(item)) return index;
  }
  return -1;
}
