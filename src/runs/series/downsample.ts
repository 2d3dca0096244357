import type { Buckets } from './buckets';
import { isInfinite, type Collector } from './collector';

/** What a bucket keeps at most: its smallest and its largest finite point, and one of each kind that no line shows. */
const kinds = { min: 0, max: 1, nan: 2, plus: 3, minus: 4 } as const;
const kindCount = 5;

/**
 * Keeps each bucket's smallest and largest finite point, so that no spike is lost, the first NaN and the first infinity of
 * each sign where it holds any; and the first and the last point of all that are not NaN, so that the line has its whole
 * length. Gives x0, y0, x1, y1, …. A block counts whole in the bucket where it starts, so that every point has a bucket
 * whose extremes are kept.
 */
export function createDownsampler(buckets: Buckets): Collector {
  const out: number[] = [];
  const [xs, ys] = [new Float64Array(kindCount), new Float64Array(kindCount)];
  /** When each kept point came, 0 for none: points come in the order of x. */
  const turns = new Float64Array(kindCount);
  let turn = 0;
  let bucket = NaN;
  let first: readonly [number, number] | null = null;
  let [lastX, lastY] = [NaN, NaN];

  const keep = (kind: number, x: number, y: number): void => {
    xs[kind] = x;
    ys[kind] = y;
    turns[kind] = turn;
  };
  const keepFirst = (kind: number, x: number, y: number): void => {
    if (turns[kind] === 0) keep(kind, x, y);
  };
  const flush = (): void => {
    if (turns[kinds.max] === turns[kinds.min]) turns[kinds.max] = 0;
    for (;;) {
      let next = -1;
      for (let kind = 0; kind < kindCount; kind += 1) {
        const at = turns[kind] ?? 0;
        if (at > 0 && (next < 0 || at < (turns[next] ?? 0))) next = kind;
      }
      if (next < 0) break;
      out.push(xs[next] ?? NaN, ys[next] ?? NaN);
      turns[next] = 0;
    }
  };
  const enter = (x: number): void => {
    const at = buckets.of(x);
    if (at === bucket) return;
    flush();
    bucket = at;
  };
  const put = (x: number, y: number): void => {
    turn += 1;
    if (Number.isNaN(y)) {
      keepFirst(kinds.nan, x, y);
      return;
    }
    first ??= [x, y];
    lastX = x;
    lastY = y;
    if (isInfinite(y)) {
      keepFirst(y > 0 ? kinds.plus : kinds.minus, x, y);
      return;
    }
    if (turns[kinds.min] === 0 || y < (ys[kinds.min] ?? NaN)) keep(kinds.min, x, y);
    if (turns[kinds.max] === 0 || y > (ys[kinds.max] ?? NaN)) keep(kinds.max, x, y);
  };

  return {
    add(x, y) {
      enter(x);
      put(x, y);
    },
    addBlock({ firstX, numbers, min, minX, max, maxX, nans, nanX }) {
      // Cut between two buckets, a block could lose one of its extremes to a larger one and hide what lies beside it.
      enter(firstX);
      let marked = nans === 0;
      const markUpTo = (x: number): void => {
        if (marked || nanX > x) return;
        put(nanX, NaN);
        marked = true;
      };
      if (numbers > 0) {
        const [x0, y0, x1, y1] = minX <= maxX ? [minX, min, maxX, max] : [maxX, max, minX, min];
        markUpTo(x0);
        put(x0, y0);
        markUpTo(x1);
        put(x1, y1);
      }
      markUpTo(Infinity);
    },
    finish() {
      flush();
      if (first === null || out.length === 0) return Float64Array.from(out);
      if ((out[0] ?? NaN) > first[0]) out.unshift(...first);
      if ((out[out.length - 2] ?? NaN) < lastX) out.push(lastX, lastY);
      return Float64Array.from(out);
    },
  };
}
