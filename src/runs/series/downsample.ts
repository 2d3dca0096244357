/** Receives the points of a series in the order of x, and keeps what a chart must show of them. */
export interface Downsampler {
  add(x: number, y: number): void;
  /** The kept points: x0, y0, x1, y1, … in the order of x; y is NaN where the line breaks. */
  finish(): Float64Array;
}

/**
 * Cuts [from, to] into equal buckets and keeps each bucket's smallest and largest point, so that no spike is lost, and one
 * NaN where it holds any; and the first and the last point of all, so that the line has its whole length. Points outside the range are kept as they come: they are the neighbours that lines run to.
 */
export function createDownsampler(range: { from: number; to: number; buckets: number }): Downsampler {
  const { from, to, buckets } = range;
  const width = (to - from) / buckets || 1;
  const out: number[] = [];
  let bucket = -1;
  let minX = 0;
  let minY = Infinity;
  let maxX = 0;
  let maxY = -Infinity;
  let nanX = NaN;
  let first: [number, number] | null = null;
  let last: [number, number] | null = null;

  const flush = (): void => {
    const found: [number, number][] = [];
    if (minY !== Infinity) found.push([minX, minY]);
    if (minY !== Infinity && (maxX !== minX || maxY !== minY)) found.push([maxX, maxY]);
    if (!Number.isNaN(nanX)) found.push([nanX, NaN]);
    found.sort((a, b) => a[0] - b[0]);
    for (const [x, y] of found) out.push(x, y);
    minY = Infinity;
    maxY = -Infinity;
    nanX = NaN;
  };

  return {
    add(x, y) {
      if (!Number.isNaN(y)) {
        first ??= [x, y];
        last = [x, y];
      }
      const at = x < from ? -2 : x > to ? buckets : Math.min(buckets - 1, Math.floor((x - from) / width));
      if (at !== bucket) {
        flush();
        bucket = at;
      }
      if (Number.isNaN(y)) {
        if (Number.isNaN(nanX)) nanX = x;
        return;
      }
      if (y < minY) {
        minY = y;
        minX = x;
      }
      if (y > maxY) {
        maxY = y;
        maxX = x;
      }
    },
    finish() {
      flush();
      if (first && last && out.length > 0) {
        if ((out[0] ?? first[0]) > first[0]) out.unshift(...first);
        if ((out[out.length - 2] ?? last[0]) < last[0]) out.push(...last);
      }
      return Float64Array.from(out);
    },
  };
}
