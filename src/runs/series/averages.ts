import { isInfinite, type Collector } from './collector';

/** Equal buckets over a range, the same for all runs, so that their means can be compared bucket by bucket. */
export interface Grid {
  readonly from: number;
  readonly width: number;
  readonly count: number;
  /** Where a bucket stands on the x axis. */
  readonly toX: (bucket: number) => number;
}

/**
 * At most `buckets` equal buckets over [from, to]. `whole` for steps: then each has a whole number of them, and with
 * room enough each step is a bucket of its own.
 */
export function createGrid({ from, to, buckets }: { from: number; to: number; buckets: number }, whole: boolean): Grid {
  if (!whole) {
    const width = (to - from) / buckets || 1;
    return { from, width, count: buckets, toX: (bucket) => from + (bucket + 0.5) * width };
  }
  const start = Math.floor(from);
  const width = Math.max(1, Math.ceil((Math.floor(to) - start + 1) / buckets));
  return { from: start, width, count: buckets, toX: (bucket) => start + bucket * width + (width - 1) / 2 };
}

/** Collects x, mean, min and max of the finite values in each bucket; a block counts whole where its middle lies. */
export function createAverager({ from, width, count, toX }: Grid, to: number): Collector {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  const mins = new Float64Array(count).fill(Infinity);
  const maxes = new Float64Array(count).fill(-Infinity);
  const put = (x: number, values: { sum: number; count: number; min: number; max: number }): void => {
    if (x < from || x > to || values.count === 0) return;
    const bucket = Math.min(count - 1, Math.floor((x - from) / width));
    sums[bucket] = (sums[bucket] ?? 0) + values.sum;
    counts[bucket] = (counts[bucket] ?? 0) + values.count;
    mins[bucket] = Math.min(mins[bucket] ?? Infinity, values.min);
    maxes[bucket] = Math.max(maxes[bucket] ?? -Infinity, values.max);
  };
  return {
    add(x, y) {
      if (!Number.isNaN(y) && !isInfinite(y)) put(x, { sum: y, count: 1, min: y, max: y });
    },
    addBlock: ({ firstX, lastX, numbers, sum, min, max }) =>
      put((firstX + lastX) / 2, { sum, count: numbers, min, max }),
    finish() {
      const out: number[] = [];
      for (let bucket = 0; bucket < count; bucket += 1) {
        const number = counts[bucket] ?? 0;
        if (number === 0) continue;
        out.push(toX(bucket), (sums[bucket] ?? NaN) / number, mins[bucket] ?? NaN, maxes[bucket] ?? NaN);
      }
      return Float64Array.from(out);
    },
  };
}
