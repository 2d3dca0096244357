/** A closed range of an axis. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The largest end an axis may have: the width of a range must be a number too. */
const farthest = Number.MAX_VALUE / 8;

/** Whether a line can go through a value: MLflow, and so the store, clamps infinities to the largest doubles. */
export function isFiniteValue(value: number): boolean {
  return Math.abs(value) < Number.MAX_VALUE;
}

/** The range of x over all lines (points are x0, y0, x1, …); null without a point that the axis can show. */
export function xExtent(lines: readonly Float64Array[], log: boolean): Range | null {
  let min = Infinity;
  let max = -Infinity;
  for (const points of lines) {
    for (let index = 0; index < points.length; index += 2) {
      const x = points[index] ?? NaN;
      if (log && !(x > 0)) continue;
      if (x < min) min = x;
      if (x > max) max = x;
    }
  }
  return min <= max ? { min, max } : null;
}

export interface YAsked {
  /** The visible part of the x axis; null: all of it. */
  readonly within: Range | null;
  readonly log: boolean;
  readonly ignoreOutliers: boolean;
}

/** The range of y in `within`; with `ignoreOutliers` from the 5th to the 95th percentile. Null without a value. */
export function yExtent(lines: readonly Float64Array[], { within, log, ignoreOutliers }: YAsked): Range | null {
  const values: number[] = [];
  let min = Infinity;
  let max = -Infinity;
  forEachValue(lines, within, (y) => {
    if (log && y <= 0) return;
    if (ignoreOutliers) values.push(y);
    if (y < min) min = y;
    if (y > max) max = y;
  });
  if (!(min <= max)) return null;
  if (!ignoreOutliers) return { min, max };
  const sorted = Float64Array.from(values).sort();
  return { min: percentile(sorted, 0.05), max: percentile(sorted, 0.95) };
}

/** How many finite values in the visible part of x lie outside a range of y. */
export function countOutside(lines: readonly Float64Array[], within: Range | null, { min, max }: Range): number {
  let count = 0;
  forEachValue(lines, within, (y) => {
    if (y < min || y > max) count += 1;
  });
  return count;
}

function forEachValue(lines: readonly Float64Array[], within: Range | null, take: (y: number) => void): void {
  for (const points of lines) {
    for (let index = 0; index < points.length; index += 2) {
      const x = points[index] ?? NaN;
      const y = points[index + 1] ?? NaN;
      if (within !== null && (x < within.min || x > within.max)) continue;
      if (isFiniteValue(y)) take(y);
    }
  }
}

/** Linear between order statistics, as NumPy's default. */
export function percentile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** A range with air on both sides, never empty; on a log axis the air is a factor. */
export function padded({ min: low, max: high }: Range, log: boolean, share = 0.05): Range {
  const [min, max] = [clamp(low), clamp(high)];
  if (log) {
    const factor = max > min ? (max / min) ** share : 2;
    // The smallest doubles divided by more are 0, which has no logarithm.
    return { min: Math.max(min / factor, Number.MIN_VALUE), max: clamp(max * factor) };
  }
  const air = max > min ? (max - min) * share : Math.abs(max) * share || 1;
  return { min: clamp(min - air), max: clamp(max + air) };
}

function clamp(value: number): number {
  return Math.max(-farthest, Math.min(farthest, value));
}

export interface Undrawable {
  /** Points with x ≤ 0 on a logarithmic x axis. */
  readonly x: number;
  /** Points with y ≤ 0 on a logarithmic y axis. */
  readonly y: number;
}

/** Counts what logarithmic axes cannot show, so that the chart can say so. */
export function countUndrawable(
  lines: readonly Float64Array[],
  { logX, logY }: { logX: boolean; logY: boolean },
): Undrawable {
  let x = 0;
  let y = 0;
  for (const points of lines) {
    for (let index = 0; index < points.length; index += 2) {
      if (logX && (points[index] ?? NaN) <= 0) x += 1;
      else if (logY && (points[index + 1] ?? NaN) <= 0) y += 1;
    }
  }
  return { x, y };
}
