/** A closed range of an axis. */
export interface Range {
  readonly min: number;
  readonly max: number;
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

/** The finite values of all lines whose x lies in `within` (everywhere when null) and that the axis can show. */
function visibleValues(lines: readonly Float64Array[], within: Range | null, log: boolean): number[] {
  const values: number[] = [];
  for (const points of lines) {
    for (let index = 0; index < points.length; index += 2) {
      const x = points[index] ?? NaN;
      const y = points[index + 1] ?? NaN;
      if (within !== null && (x < within.min || x > within.max)) continue;
      if (Number.isFinite(y) && (!log || y > 0)) values.push(y);
    }
  }
  return values;
}

export interface YExtent {
  readonly range: Range;
  /** Values outside the range, where outliers are ignored. */
  readonly outside: number;
}

/** The range of y in `within`; with `ignoreOutliers` from the 5th to the 95th percentile. Null without a value. */
export function yExtent(
  lines: readonly Float64Array[],
  { within, log, ignoreOutliers }: { within: Range | null; log: boolean; ignoreOutliers: boolean },
): YExtent | null {
  const values = visibleValues(lines, within, log);
  if (values.length === 0) return null;
  if (!ignoreOutliers) {
    let min = Infinity;
    let max = -Infinity;
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { range: { min, max }, outside: 0 };
  }
  const sorted = Float64Array.from(values).sort();
  const range = { min: percentile(sorted, 0.05), max: percentile(sorted, 0.95) };
  return { range, outside: values.filter((value) => value < range.min || value > range.max).length };
}

/** Linear between order statistics, as NumPy's default. */
export function percentile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** A range with air on both sides, never empty; on a log axis the air is a factor. */
export function padded({ min, max }: Range, log: boolean, share = 0.05): Range {
  if (log) {
    const factor = max > min ? (max / min) ** share : 2;
    return { min: min / factor, max: max * factor };
  }
  const air = max > min ? (max - min) * share : Math.abs(max) * share || 1;
  return { min: min - air, max: max + air };
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
