import type { SeriesMessage } from '../../../src/protocol/series';
import type { SeriesQuestion, ViewClient } from '../rpc';
import type { Range } from './extent';
import type { XKind } from './cursor';

/** Points of one run as the store gave them. */
export interface HeldSeries {
  readonly points: Float64Array;
  readonly total: number;
  readonly nan: number;
}

export interface SeriesWish {
  readonly metric: string;
  readonly x: XKind;
  /** Null: everything. */
  readonly range: Range | null;
  /** At most so many points a run. */
  readonly points: number;
  /** How many points each run has now, by id, as its summary says. */
  readonly counts: ReadonlyMap<string, number>;
}

export type SeriesReader = Pick<ViewClient, 'series'>;

/**
 * The points one chart holds. A first wish, another range or another x reads whole series; a run that only grew is read
 * from its last point on, and read whole again when that does not make its count, or has doubled what was asked for.
 */
export class SeriesCache {
  readonly #client: SeriesReader;
  #held = new Map<string, HeldSeries>();
  /** Counts of the last wish that was met. */
  #seen: ReadonlyMap<string, number> = new Map();
  #key = '';

  constructor(client: SeriesReader) {
    this.#client = client;
  }

  get held(): ReadonlyMap<string, HeldSeries> {
    return this.#held;
  }

  /** Reads what is missing for the wish; true when anything changed. */
  async read(wish: SeriesWish, signal: AbortSignal): Promise<boolean> {
    const key = JSON.stringify([wish.metric, wish.x, wish.range, wish.points]);
    if (key !== this.#key) {
      this.#held = await this.#whole([...wish.counts.keys()], wish, signal);
      this.#seen = wish.counts;
      this.#key = key;
      return true;
    }
    const changed = [...wish.counts].filter(([id, count]) => this.#seen.get(id) !== count).map(([id]) => id);
    const stale =
      wish.range === null ? await this.#appendAll(changed, wish, signal) : this.#inSight(changed, wish.range);
    for (const [id, series] of await this.#whole(stale, wish, signal)) this.#held.set(id, series);
    this.#seen = wish.counts;
    return changed.length > 0;
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
    const message = await this.#client.series(
      { ids: [id], metric: wish.metric, x: wish.x, from, points: wish.points },
      signal,
    );
    const added = message.points[0] ?? new Float64Array();
    const start = firstIndexAfter(added, from);
    const points = new Float64Array(held.points.length + added.length - start);
    points.set(held.points);
    points.set(added.subarray(start), held.points.length);
    // The answer counts the points at `from` too; what lies before them is known.
    const total = held.total - countAt(held.points, from) + (message.series[0]?.total ?? 0);
    const nan = held.nan + countNaN(added.subarray(start));
    this.#held.set(id, { points, total, nan });
    return total >= (wish.counts.get(id) ?? 0);
  }

  async #whole(ids: readonly string[], wish: SeriesWish, signal: AbortSignal): Promise<Map<string, HeldSeries>> {
    const held = new Map<string, HeldSeries>();
    if (ids.length === 0) return held;
    const message = await this.#client.series(toQuestion(ids, wish), signal);
    for (const [index, { id, total, nan }] of message.series.entries()) {
      held.set(id, { points: message.points[index] ?? new Float64Array(), total, nan });
    }
    return held;
  }
}

function toQuestion(ids: readonly string[], { metric, x, range, points }: SeriesWish): SeriesQuestion {
  return { ids: [...ids], metric, x, points, ...(range !== null && { from: range.min, to: range.max }) };
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
