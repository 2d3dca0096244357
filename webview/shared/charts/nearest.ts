import type { ChartLine, ChartPicture } from './lines';

export interface Reading {
  readonly line: ChartLine;
  readonly x: number;
  readonly y: number;
  /** The smoothed value at that point; null where the line is not smoothed. */
  readonly smoothed: number | null;
  /** The band of a mean at that point; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Index of the point whose x is nearest; x ascends. Null for a line without points. */
export function nearestPoint(points: Float64Array, x: number): number | null {
  const count = points.length / 2;
  if (count === 0) return null;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle * 2] ?? NaN) < x) low = middle + 1;
    else high = middle;
  }
  const after = points[low * 2] ?? NaN;
  const before = low > 0 ? (points[(low - 1) * 2] ?? NaN) : NaN;
  return low > 0 && x - before <= after - x ? low - 1 : low;
}

/**
 * What each line shows at `x`, nearest to the height of the pointer first; lines that end further away than
 * a twentieth of the picture's width have no reading. `distance` measures on the screen, so that logarithmic axes order as they look; without it the lines' order stays.
 */
export function readLines(
  picture: Pick<ChartPicture, 'lines' | 'x'>,
  { x, distance }: { x: number; distance?: (y: number) => number },
): readonly Reading[] {
  const { lines } = picture;
  const reach = (picture.x.max - picture.x.min) / 20;
  const readings = lines.flatMap((line): Reading[] => {
    const index = nearestPoint(line.points, x);
    if (index === null) return [];
    const at = line.points[index * 2] ?? NaN;
    if (Math.abs(at - x) > reach) return [];
    const here = (points: Float64Array | undefined | null): number | null => points?.[index * 2 + 1] ?? null;
    const [low, high] = [here(line.band?.low), here(line.band?.high)];
    const hasBand = low !== null && !Number.isNaN(low);
    return [
      {
        line,
        x: at,
        y: here(line.points) ?? NaN,
        smoothed: here(line.smoothed),
        low: hasBand ? low : null,
        high: hasBand ? high : null,
      },
    ];
  });
  if (distance === undefined) return readings;
  const away = (reading: Reading): number => {
    const pixels = distance(reading.smoothed ?? reading.y);
    return Number.isFinite(pixels) ? pixels : Infinity;
  };
  return readings.toSorted((one, other) => away(one) - away(other) || 0);
}

/** The x of the point `by` points further along the longest line, from the one nearest to `from`; null without a point. */
export function steppedX(lines: readonly ChartLine[], from: number | null, by: number): number | null {
  const longest = lines.toSorted((one, other) => other.points.length - one.points.length)[0];
  if (longest === undefined || longest.points.length === 0) return null;
  const last = longest.points.length / 2 - 1;
  const start = from === null ? (by > 0 ? -1 : last + 1) : (nearestPoint(longest.points, from) ?? 0);
  return longest.points[Math.max(0, Math.min(last, start + by)) * 2] ?? null;
}
