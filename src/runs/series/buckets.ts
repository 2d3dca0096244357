/** Equal parts of an x axis as it is drawn: of x, or of its logarithm. */
export interface Buckets {
  /** Ascends with x; what lies before or after the range has a bucket of its own, and so has x ≤ 0 on a logarithmic axis. */
  readonly of: (x: number) => number;
  /** Whether more than a bucket lies between two places. */
  readonly isWide: (firstX: number, lastX: number) => boolean;
}

/**
 * Cuts [from, to] into `count` buckets. On a logarithmic axis they start at `from`, or where that has no logarithm at 1
 * or a bucket's linear width, whichever is less; what is smaller counts in the first.
 */
export function createBuckets(range: { from: number; to: number; count: number; log?: boolean }): Buckets {
  const { from, to, count, log = false } = range;
  const place = log ? Math.log : (x: number): number => x;
  const start = place(log && from <= 0 ? Math.min(1, to / count) : from);
  const width = (place(to) - start) / count || 1;
  return {
    of(x) {
      if (x < from) return -2;
      if (x > to) return count;
      if (log && x <= 0) return -1;
      return Math.max(0, Math.min(count - 1, Math.floor((place(x) - start) / width)));
    },
    isWide: (firstX, lastX) => (log && firstX <= 0) || place(lastX) - place(firstX) > width,
  };
}
