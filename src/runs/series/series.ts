import { prepared, type Db } from '../../store';
import { findKey } from '../keys';
import { joinBySteps, type Joined } from './join';
import { readExtent, type SeriesId } from './rows';

export interface SeriesAsked {
  readonly id: string;
  readonly metric: string;
  /** What is on the x axis; `metric`: the metric `xKey` of the same run, see {@link joinBySteps}. */
  readonly x: 'step' | 'relative' | 'wall' | 'metric';
  readonly xKey?: string | undefined;
}

/** A series as its x axis has it. */
export interface Series {
  readonly id: SeriesId;
  readonly count: number;
  /** Whether the order of the steps is the order of x. */
  readonly inOrder: boolean;
  /** Whether doubles hold its steps and times exactly, so that reading can stop at a point and go on after it. */
  readonly exact: boolean;
  /** The place of a point of the store on the axis; without meaning where `joined` is given. */
  readonly toX: (step: number, ts: number) => number;
  /** Smallest and largest x. */
  readonly first: number;
  readonly last: number;
  /** The points themselves where x is a metric. */
  readonly joined: Joined | null;
}

/** Finds a series and the ends of its x axis; null when there is no such run, as it was deleted meanwhile, or metric. */
export async function openSeries(db: Db, { id: run, metric, x, xKey = '' }: SeriesAsked): Promise<Series | null> {
  const known = prepared(db, 'SELECT id, start_time AS start FROM runs WHERE uuid = ?').get(run) as
    { readonly id: number; readonly start: number | null } | undefined;
  const key = findKey(db, metric);
  if (known === undefined || key === null) return null;
  const row = known.id;
  const id: SeriesId = { row, key };
  const found = prepared(db, 'SELECT count, ordered FROM metrics WHERE run = ? AND key = ?').get(row, key) as
    { readonly count: number; readonly ordered: number } | undefined;
  if (found === undefined) return null;
  const { count } = found;
  if (x === 'metric') {
    const other = findKey(db, xKey);
    const joined = await joinBySteps(db, { id, other: other === null ? null : { row, key: other } });
    const [first, last] = [joined.points[0] ?? NaN, joined.points.at(-2) ?? NaN];
    return { id, count, inOrder: false, exact: true, toX: (step) => step, first, last, joined };
  }
  const inOrder = x === 'step' || found.ordered === 1;
  const { firstStep, firstTs, lastStep, lastTs } = readExtent(db, id, inOrder);
  const exact = [firstStep, firstTs, lastStep, lastTs].every(Number.isSafeInteger);
  const start = known.start ?? firstTs;
  const toX: Series['toX'] =
    x === 'step' ? (step) => step : x === 'wall' ? (_step, ts) => ts : (_step, ts) => (ts - start) / 1000;
  const [first, last] = [toX(firstStep, firstTs), toX(lastStep, lastTs)];
  return { id, count, inOrder, exact, toX, first, last, joined: null };
}
