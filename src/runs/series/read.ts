import type { Db } from '../../store';
import { createBuckets } from './buckets';
import { keepAll } from './collector';
import { createDownsampler } from './downsample';
import { scanSeries, type Seen } from './scan';
import { openSeries, type SeriesAsked } from './series';

export interface SeriesQuery extends SeriesAsked {
  /** Only points with x in [from, to], and the neighbour on each side. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** At most about so many points come back. */
  readonly points: number;
  /** Points are thinned for a logarithmic x axis. */
  readonly logX?: boolean;
  /** At most about so many raw points are read for a finer line than blocks give; what is beyond comes from blocks. */
  readonly rawPoints?: number;
  readonly signal?: AbortSignal;
}

export interface SeriesPoints extends Seen {
  /** x0, y0, x1, y1, … in the order of x; x in steps, seconds since the run's start, milliseconds since 1970, or a metric's values. */
  readonly points: Float64Array;
}

/** About 20 ms. */
export const defaultRawPoints = 100_000;

const nothing: SeriesPoints = { points: new Float64Array(), total: 0, nan: 0, backwards: 0, unpaired: 0 };

/**
 * The points of one metric of one run, thinned to what a chart can show. Every point counts in one bucket of x, and each
 * bucket keeps its smallest and its largest point; where only blocks were read, 64 successive points count in one.
 */
export async function readSeriesPoints(db: Db, query: SeriesQuery): Promise<SeriesPoints> {
  const series = await openSeries(db, query);
  if (series === null) return nothing;
  const { from = series.first, to = series.last, points, rawPoints = defaultRawPoints, signal } = query;
  const buckets = createBuckets({ from, to, count: Math.max(8, Math.floor(points / 2)), log: query.logX ?? false });
  const out = series.count > points ? createDownsampler(buckets) : keepAll();
  const { isWide } = buckets;
  const seen = await scanSeries(db, series, { from, to, out, isWide, rawPoints, signal });
  return { points: out.finish(), ...seen };
}
