import type { SeriesMessage, SeriesRequest } from '../../../src/protocol/series';
import type { SeriesQuestion, ViewClient } from '../rpc';
import type { Range } from './extent';

/** What the store gave for one run. */
export interface HeldSeries {
  /** x0, y0, x1, y1, …; or of means x, mean, min, max of each bucket. */
  readonly points: Float64Array;
  readonly total: number;
  readonly nan: number;
  readonly backwards: number;
  readonly unpaired: number;
}

/** Whose points on which axes: what is held for one subject is never drawn as another. */
export interface SeriesSubject {
  readonly metric: string;
  readonly x: SeriesRequest['x'];
  /** The metric on the x axis where `x` is `metric`. */
  readonly xKey: string;
  readonly form: SeriesRequest['form'];
}

export interface SeriesWish extends SeriesSubject {
  /** Thinned for a logarithmic x axis. */
  readonly logX: boolean;
  /** Null: everything. */
  readonly range: Range | null;
  /** At most so many points a run, or buckets. */
  readonly points: number;
  /** How many points each run has now, by id, as its summary says. */
  readonly counts: ReadonlyMap<string, number>;
}

export type SeriesReader = Pick<ViewClient, 'series'>;

const nothing: ReadonlyMap<string, HeldSeries> = new Map();

/**
 * The points one chart holds. A first wish, another range or another subject reads whole series; a run that only grew is
 * read from its last point on, and read whole again when that does not make its count, or has doubled what was asked
 * for. Means are over buckets common to all runs, so that any growth reads all of them.
 */
export class SeriesCache {
  readonly #client: SeriesReader;
  #held = new Map<string, HeldSeries>();
  #subject = '';
  /** Counts of the last wish that was met. */
  #seen: ReadonlyMap<string, number> = new Map();
  #key = '';

  constructor(client: SeriesReader) {
    this.#client = client;
  }

  /** What is held of a subject: for another range or number of points too, until those are read. */
  held(subject: SeriesSubject): ReadonlyMap<string, HeldSeries> {
    return subjectKey(subject) === this.#subject ? this.#held : nothing;
  }

  /** Reads what is missing for the wish; true when anything changed. */
  async read(wish: SeriesWish, signal: AbortSignal): Promise<boolean> {
    const key = JSON.stringify([subjectKey(wish), wish.range, wish.points, wish.logX]);
    const changed = [...wish.counts].filter(([id, count]) => this.#seen.get(id) !== count).map(([id]) => id);
    if (key !== this.#key || (wish.form === 'means' && changed.length > 0)) {
      this.#held = await this.#whole([...wish.counts.keys()], wish, signal);
      this.#seen = wish.counts;
      this.#subject = subjectKey(wish);
      this.#key = key;
      return true;
    }
    for (const [id, series] of await this.#whole(await this.#staleOf(changed, wish, signal), wish, signal)) {
      this.#held.set(id, series);
    }
    this.#seen = wish.counts;
    return changed.length > 0;
  }

  /** Which of the changed runs must be read whole; the others are up to date afterwards. */
  async #staleOf(ids: readonly string[], wish: SeriesWish, signal: AbortSignal): Promise<readonly string[]> {
    // On the axis of another metric new points can lie anywhere.
    if (wish.x === 'metric') return ids;
    return wish.range === null ? this.#appendAll(ids, wish, signal) : this.#inSight(ids, wish.range);
  }

  /** Reads on where runs only grew; returns the ids that must be read whole. */
  async #appendAll(ids: readonly string[], wish: SeriesWish, signal: AbortSignal): Promise<readonly string[]> {
    const stale: string[] = [];
    for (const id of ids) {
      const held = this.#held.get(id);
      if (held?.total === wish.counts.get(id)) continue;
      const grows = held !== undefined && held.points.length > 0 && held.points.length / 2 < wish.points * 2;
      if (!grows || !(await this.#append(id, wish, signal))) stale.push(id);
    }
    return stale;
  }

  /** New points can only show in a range that reaches the end of the line. */
  #inSight(ids: readonly string[], range: Range): readonly string[] {
    return ids.filter((id) => (this.#held.get(id)?.points.at(-2) ?? -Infinity) <= range.max);
  }

  async #append(id: string, wish: SeriesWish, signal: AbortSignal): Promise<boolean> {
    const held = this.#held.get(id);
    const from = held?.points.at(-2);
    if (held === undefined || from === undefined) return false;
    const message = await this.#client.series({ ...toQuestion([id], wish), from }, signal);
    const added = message.points[0] ?? new Float64Array();
    const start = firstIndexAfter(added, from);
    const points = new Float64Array(held.points.length + added.length - start);
    points.set(held.points);
    points.set(added.subarray(start), held.points.length);
    const [found] = message.series;
    // The answer counts the points at `from` too; what lies before them is known.
    const total = held.total - countAt(held.points, from) + (found?.total ?? 0);
    const nan = held.nan + countNaN(added.subarray(start));
    this.#held.set(id, { ...held, points, total, nan, backwards: held.backwards + (found?.backwards ?? 0) });
    return total >= (wish.counts.get(id) ?? 0);
  }

  async #whole(ids: readonly string[], wish: SeriesWish, signal: AbortSignal): Promise<Map<string, HeldSeries>> {
    const held = new Map<string, HeldSeries>();
    if (ids.length === 0) return held;
    const message = await this.#client.series(toQuestion(ids, wish), signal);
    for (const [index, { id, ...seen }] of message.series.entries()) {
      held.set(id, { ...seen, points: message.points[index] ?? new Float64Array() });
    }
    return held;
  }
}

function subjectKey({ metric, x, xKey, form }: SeriesSubject): string {
  return JSON.stringify([metric, x, x === 'metric' ? xKey : '', form]);
}

function toQuestion(
  ids: readonly string[],
  { metric, x, xKey, form, logX, range, points }: SeriesWish,
): SeriesQuestion {
  return {
    ids: [...ids],
    metric,
    x,
    form,
    points,
    ...(x === 'metric' && { xKey }),
    ...(logX && { logX }),
    ...(range !== null && { from: range.min, to: range.max }),
  };
}

function firstIndexAfter(points: SeriesMessage['points'][number], x: number): number {
  let index = 0;
  while (index < points.length && (points[index] ?? NaN) <= x) index += 2;
  return index;
}

function countAt(points: Float64Array, x: number): number {
  let count = 0;
  for (let index = points.length - 2; index >= 0 && points[index] === x; index -= 2) count += 1;
  return count;
}

function countNaN(points: Float64Array): number {
  let count = 0;
  for (let index = 1; index < points.length; index += 2) if (Number.isNaN(points[index])) count += 1;
  return count;
}
