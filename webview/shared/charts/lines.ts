import type { RunColour } from '../../../src/protocol/runColour';
import type { ChartOptions } from '../chartOptions';
import { countOutside, countUndrawable, padded, xExtent, yExtent, type Range, type Undrawable } from './extent';
import { smooth } from './smoothing';

/** What one line is drawn from: a run, or the mean of a group of runs. */
export interface LineSource {
  readonly id: string;
  readonly name: string;
  readonly colour: RunColour;
  /** x0, y0, x1, y1, …; y may be NaN. */
  readonly points: Float64Array;
  /** Points in the store, in the range that was asked. */
  readonly total: number;
  readonly nan: number;
  /** Points whose time lies before that of a lower step. */
  readonly backwards: number;
  /** Steps that have no place on the axis. */
  readonly unpaired: number;
  /** Around a mean, over the same x; null for a single run. */
  readonly band: Band | null;
}

export interface Band {
  readonly runs: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface ChartLine extends LineSource {
  /** The smoothed line over the same x; null when nothing is smoothed. */
  readonly smoothed: Float64Array | null;
}

/** A chart as it is drawn: everything but pixels and colours. */
export interface ChartPicture {
  readonly lines: readonly ChartLine[];
  readonly options: ChartOptions;
  readonly x: Range;
  readonly y: Range;
  /** Shown values above or below the range, where the values did not choose it. */
  readonly outside: number;
  readonly undrawable: Undrawable;
}

export interface Zoom {
  readonly x: Range | null;
  readonly y: Range | null;
}

export const everything: Zoom = { x: null, y: null };

export interface PictureAsked {
  readonly metric: string;
  readonly options: ChartOptions;
  readonly zoom: Zoom;
}

/** Lays out a chart: ranges of both axes from what is visible, smoothed lines, and what could not be drawn. */
export function pictureOf(sources: readonly LineSource[], { metric, options, zoom }: PictureAsked): ChartPicture {
  const { smoothing, logX, logY, ignoreOutliers } = options;
  const lines = sources.map((line): ChartLine => ({
    ...line,
    smoothed: smoothing > 0 ? smooth(line.points, smoothing) : null,
  }));
  const raw = lines.map((line) => line.points);
  const whole = xExtent(raw, logX);
  const x = zoom.x ?? (whole === null ? { min: logX ? 1 : 0, max: 10 } : padded(whole, logX, 0.01));
  const bands = lines.flatMap(({ band }) => (band === null ? [] : [band.low, band.high]));
  const own = yExtent([...raw, ...bands], { within: zoom.x, log: logY, ignoreOutliers });
  const limits = options.yLimits[metric];
  const y = zoom.y ?? limited(padded(own ?? { min: logY ? 1 : 0, max: logY ? 10 : 1 }, logY), limits, logY);
  const isChosen = zoom.y === null && (ignoreOutliers || limits !== undefined);
  return {
    lines,
    options,
    x,
    y,
    outside: isChosen ? countOutside(raw, zoom.x, y) : 0,
    undrawable: countUndrawable(raw, options),
  };
}

/** The range with the ends that were typed in, which win; one that fits no axis is left out. */
function limited(range: Range, limits: ChartOptions['yLimits'][string] | undefined, log: boolean): Range {
  const usable = (end: number | null): number | null => (end === null || (log && end <= 0) ? null : end);
  const [low, high] = [usable(limits?.min ?? null), usable(limits?.max ?? null)];
  const [min, max] = [low ?? range.min, high ?? range.max];
  if (min < max) return { min, max };
  // One end was typed in beyond all values: the other follows at a distance.
  return low === null ? { ...padded({ min: max, max }, log), max } : { ...padded({ min, max: min }, log), min };
}
