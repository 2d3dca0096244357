import type { RunColour } from '../../../src/protocol/runColour';
import { countUndrawable, padded, xExtent, yExtent, type Range, type Undrawable } from './extent';
import type { XKind } from './cursor';
import { smooth } from './smoothing';

/** One run's points of one metric, as they came. */
export interface RunPoints {
  readonly id: string;
  readonly name: string;
  readonly colour: RunColour;
  /** x0, y0, x1, y1, …; y may be NaN. */
  readonly points: Float64Array;
  /** Points in the store, in the range that was asked. */
  readonly total: number;
  readonly nan: number;
}

/** What a person may choose about charts. */
export interface ChartOptions {
  readonly x: XKind;
  readonly logX: boolean;
  readonly logY: boolean;
  /** 0: none; below 1. */
  readonly smoothing: number;
  readonly ignoreOutliers: boolean;
}

export const plainOptions: ChartOptions = {
  x: 'step',
  logX: false,
  logY: false,
  smoothing: 0,
  ignoreOutliers: false,
};

export interface ChartLine extends RunPoints {
  /** The smoothed line over the same x; null when nothing is smoothed. */
  readonly smoothed: Float64Array | null;
}

/** A chart as it is drawn: everything but pixels and colours. */
export interface ChartPicture {
  readonly lines: readonly ChartLine[];
  readonly options: ChartOptions;
  readonly x: Range;
  readonly y: Range;
  /** Values above or below the shown range because outliers are ignored. */
  readonly outside: number;
  readonly undrawable: Undrawable;
}

export interface Zoom {
  readonly x: Range | null;
  readonly y: Range | null;
}

/** Lays out a chart: ranges of both axes from what is visible, smoothed lines, and what could not be drawn. */
export function pictureOf(runs: readonly RunPoints[], options: ChartOptions, zoom: Zoom): ChartPicture {
  const lines = runs.map((run): ChartLine => ({
    ...run,
    smoothed: options.smoothing > 0 ? smooth(run.points, options.smoothing) : null,
  }));
  const raw = lines.map((line) => line.points);
  const whole = xExtent(raw, options.logX);
  const x = zoom.x ?? (whole === null ? { min: options.logX ? 1 : 0, max: 10 } : padded(whole, options.logX, 0.01));
  const extent = yExtent(raw, { within: zoom.x, log: options.logY, ignoreOutliers: options.ignoreOutliers });
  const y = zoom.y ?? padded(extent?.range ?? { min: options.logY ? 1 : 0, max: options.logY ? 10 : 1 }, options.logY);
  return {
    lines,
    options,
    x,
    y,
    outside: zoom.y === null ? (extent?.outside ?? 0) : 0,
    undrawable: countUndrawable(raw, options),
  };
}
