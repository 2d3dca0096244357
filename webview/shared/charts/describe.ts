import { formatCount, formatNumber, plural } from '../../../src/protocol/format';
import type { ChartLine, ChartPicture } from './lines';
import type { XKind } from './cursor';

export const xNames: Readonly<Record<XKind, string>> = { step: 'step', relative: 'relative time', wall: 'wall time' };

/** The chart in one sentence, for people who do not see it. */
export function describeChart(metric: string, { lines, options }: ChartPicture): string {
  const shown = lines.filter((line) => line.points.length > 0);
  const axis = `${metric} over ${xNames[options.x]}`;
  if (shown.length === 0) return `${axis}: no points.`;
  const last = shown.map((line) => ({ name: line.name, value: lastFinite(line) }));
  const known = last.filter((entry): entry is { name: string; value: number } => entry.value !== null);
  if (known.length === 0) return `${axis} for ${plural(shown.length, 'run')}: no finite value.`;
  if (known.length === 1 && known[0] !== undefined) {
    const { min, max } = rangeOf(shown);
    const range = `between ${formatNumber(min)} and ${formatNumber(max)}`;
    return `${axis} for ${known[0].name}: ${range}, last ${formatNumber(known[0].value)}.`;
  }
  const sorted = known.toSorted((one, other) => other.value - one.value);
  const [highest, lowest] = [sorted[0], sorted.at(-1)];
  if (highest === undefined || lowest === undefined) return `${axis}.`;
  return `${axis} for ${plural(shown.length, 'run')}: last values from ${formatNumber(lowest.value)} (${lowest.name}) to ${formatNumber(highest.value)} (${highest.name}).`;
}

function lastFinite({ points }: ChartLine): number | null {
  for (let index = points.length - 1; index > 0; index -= 2) {
    const value = points[index];
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  return null;
}

function rangeOf(lines: readonly ChartLine[]): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const { points } of lines) {
    for (let index = 1; index < points.length; index += 2) {
      const value = points[index] ?? NaN;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { min, max };
}

/** What the chart does not show or changes, each as a sentence: nothing is dropped in silence. */
export function captionsOf({ lines, options, outside, undrawable }: ChartPicture): readonly string[] {
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  const shown = lines.reduce((sum, line) => sum + line.points.length / 2, 0);
  const nan = lines.reduce((sum, line) => sum + line.nan, 0);
  const infinite = lines.reduce((sum, line) => sum + countInfinite(line.points), 0);
  const captions: string[] = [];
  // A range is answered with one point beyond each edge, which the total does not count.
  if (shown < total) captions.push(`Showing ${formatCount(shown)} of ${formatCount(total)} points, extremes kept`);
  if (nan > 0)
    captions.push(`${plural(nan, 'NaN value')} ${nan === 1 ? 'breaks' : 'break'} the line (crosses on the axis)`);
  if (infinite > 0) captions.push(`${plural(infinite, 'infinite value')} not drawn`);
  if (undrawable.x > 0) captions.push(`${plural(undrawable.x, 'point')} with x ≤ 0 not drawn on the log axis`);
  if (undrawable.y > 0) captions.push(`${plural(undrawable.y, 'value')} ≤ 0 not drawn on the log axis`);
  if (options.ignoreOutliers && outside > 0)
    captions.push(`Y shows the 5–95 % range; ${plural(outside, 'point')} outside`);
  return captions;
}

function countInfinite(points: Float64Array): number {
  let count = 0;
  for (let index = 1; index < points.length; index += 2) {
    if (Math.abs(points[index] ?? 0) === Infinity) count += 1;
  }
  return count;
}
