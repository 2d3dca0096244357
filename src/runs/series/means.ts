import type { Db } from '../../store';
import { createAverager, createGrid } from './averages';
import { defaultRawPoints, type SeriesQuery } from './read';
import { scanSeries, type Seen } from './scan';
import { openSeries, type Series } from './series';

export interface MeansQuery extends Omit<SeriesQuery, 'id'> {
  readonly ids: readonly string[];
}

export interface SeriesMeans extends Seen {
  /** x, mean, smallest and largest value of each bucket that holds finite values, in the order of x. */
  readonly points: Float64Array;
}

/**
 * One metric of several runs as means over the same buckets of x, in the order of `ids`; `points` is the number of
 * buckets. NaN and infinite values take no part.
 */
export async function readSeriesMeans(db: Db, { ids, ...query }: MeansQuery): Promise<readonly SeriesMeans[]> {
  const all: (Series | null)[] = [];
  for (const id of ids) all.push(await openSeries(db, { ...query, id }));
  const known = all.filter((series) => series !== null);
  const { points: buckets, rawPoints = defaultRawPoints, signal } = query;
  const from = query.from ?? Math.min(...known.map(({ first }) => first).filter(Number.isFinite));
  const to = query.to ?? Math.max(...known.map(({ last }) => last).filter(Number.isFinite));
  const grid = createGrid({ from, to, buckets }, query.x === 'step');
  const means: SeriesMeans[] = [];
  for (const series of all) {
    const out = createAverager(grid, to);
    const nothing: Seen = { total: 0, nan: 0, backwards: 0, unpaired: 0 };
    // Of four blocks a bucket the one that straddles two is a small part of either.
    const isWide = (firstX: number, lastX: number): boolean => lastX - firstX > grid.width / 4;
    const options = { from, to, out, isWide, rawPoints, signal };
    const seen = series === null || !(from <= to) ? nothing : await scanSeries(db, series, options);
    means.push({ points: out.finish(), ...seen });
  }
  return means;
}
