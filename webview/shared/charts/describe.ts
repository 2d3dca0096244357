import { formatCount, formatNumber, plural } from '../../../src/protocol/format';
import type { ChartOptions, XKind } from '../chartOptions';
import { isFiniteValue } from './extent';
import type { ChartLine, ChartPicture } from './lines';

export const xNames: Readonly<Record<XKind, string>> = {
  step: 'step',
  relative: 'relative time',
  wall: 'wall time',
  metric: 'another metric',
};

function xName({ x, xKey }: ChartOptions): string {
  return x === 'metric' ? xKey : xNames[x];
}

/** The chart in one sentence, for people who do not see it. */
export function describeChart(metric: string, { lines, options }: ChartPicture): string {
  const shown = lines.filter((line) => line.points.length > 0);
  const axis = `${metric} over ${xName(options)}`;
  if (shown.length === 0) return `${axis}: no points.`;
  const noun = shown.some((line) => line.band !== null) ? 'group' : 'run';
  const last = shown.map((line) => ({ name: line.name, value: lastFinite(line) }));
  const known = last.filter((entry): entry is { name: string; value: number } => entry.value !== null);
  if (known.length === 0) return `${axis} for ${plural(shown.length, noun)}: no finite value.`;
  if (known.length === 1 && known[0] !== undefined) {
    const { min, max } = rangeOf(shown);
    const range = `between ${formatNumber(min)} and ${formatNumber(max)}`;
    return `${axis} for ${known[0].name}: ${range}, last ${formatNumber(known[0].value)}.`;
  }
  const sorted = known.toSorted((one, other) => other.value - one.value);
  const [highest, lowest] = [sorted[0], sorted.at(-1)];
  if (highest === undefined || lowest === undefined) return `${axis}.`;
  return `${axis} for ${plural(shown.length, noun)}: last values from ${formatNumber(lowest.value)} (${lowest.name}) to ${formatNumber(highest.value)} (${highest.name}).`;
}

function lastFinite({ points }: ChartLine): number | null {
  for (let index = points.length - 1; index > 0; index -= 2) {
    const value = points[index];
    if (value !== undefined && isFiniteValue(value)) return value;
  }
  return null;
}

function rangeOf(lines: readonly ChartLine[]): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const { points } of lines) {
    for (let index = 1; index < points.length; index += 2) {
      const value = points[index] ?? NaN;
      if (!isFiniteValue(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { min, max };
}

/** What the chart does not show or changes, each as a sentence: nothing is dropped in silence. `now`: ms since 1970. */
export function captionsOf({ lines, options, outside, undrawable }: ChartPicture, now: number): readonly string[] {
  const sum = (of: (line: ChartLine) => number): number => lines.reduce((all, line) => all + of(line), 0);
  const total = sum((line) => line.total);
  const shown = sum((line) => line.points.length / 2);
  const nan = sum((line) => line.nan);
  const infinite = sum(({ points }) => countInfinite(points));
  const unpaired = sum((line) => line.unpaired);
  const isGrouped = lines.some((line) => line.band !== null);
  const captions: string[] = [];
  if (isGrouped) captions.push(...groupCaptions({ options, total, shown, nan }));
  else {
    // A range is answered with one point beyond each edge, which the total does not count.
    if (shown < total) captions.push(`Showing ${formatCount(shown)} of ${formatCount(total)} points, extremes kept`);
    if (nan > 0)
      captions.push(`${plural(nan, 'NaN value')} ${nan === 1 ? 'breaks' : 'break'} the line (crosses on the axis)`);
    if (infinite > 0) captions.push(`${plural(infinite, 'infinite value')} beyond the edge (arrows)`);
  }
  if (unpaired > 0) captions.push(`${plural(unpaired, 'step')} without ${options.xKey} left out`);
  captions.push(...clockCaptions(lines, options, now));
  if (undrawable.x > 0) captions.push(`${plural(undrawable.x, 'point')} with x ≤ 0 not drawn on the log axis`);
  if (undrawable.y > 0) captions.push(`${plural(undrawable.y, 'value')} ≤ 0 not drawn on the log axis`);
  if (outside > 0) {
    const why = options.ignoreOutliers ? 'Y shows the 5–95 % range' : 'Y range typed in';
    captions.push(`${why}; ${plural(outside, 'shown point')} outside`);
  }
  return captions;
}

function groupCaptions(counts: { options: ChartOptions; total: number; shown: number; nan: number }): string[] {
  const { options, total, shown, nan } = counts;
  const band = options.band === 'range' ? 'smallest to largest value' : '95 % interval of the mean';
  const means = `Means of ${plural(total, 'point')} at ${plural(shown, 'place')} of x; band: ${band}`;
  return nan > 0 ? [means, `${plural(nan, 'NaN value')} not in the means`] : [means];
}

/** Clocks of machines disagree: what such points look like on a time axis is no fault of the run. */
function clockCaptions(lines: readonly ChartLine[], { x }: ChartOptions, now: number): string[] {
  if (x !== 'relative' && x !== 'wall') return [];
  const captions: string[] = [];
  const backwards = lines.reduce((sum, line) => sum + line.backwards, 0);
  if (backwards > 0)
    captions.push(`${plural(backwards, 'point')} timed before an earlier step, drawn in the order of time`);
  const early = x === 'relative' ? lines.filter(({ points }) => (points[0] ?? 0) < 0).length : 0;
  if (early > 0) captions.push(`${plural(early, 'line')} ${early === 1 ? 'begins' : 'begin'} before the run's start`);
  const ahead = x === 'wall' ? lines.filter(({ points }) => (points.at(-2) ?? 0) > now).length : 0;
  if (ahead > 0)
    captions.push(`${plural(ahead, 'line')} ${ahead === 1 ? 'ends' : 'end'} in the future: a clock is wrong`);
  return captions;
}

function countInfinite(points: Float64Array): number {
  let count = 0;
  for (let index = 1; index < points.length; index += 2) {
    const value = points[index] ?? NaN;
    if (!Number.isNaN(value) && !isFiniteValue(value)) count += 1;
  }
  return count;
}
