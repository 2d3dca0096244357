import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../../store';
import { fromStored } from '../exact';

/** One metric of one run, by the numbers the store has for them. */
export interface SeriesId {
  readonly row: number;
  readonly key: number;
}

/** A point as the store has it: NaN is text. */
export type Row = readonly [step: number, ts: number, value: number | string];

/** Rows read at once: what fits the processor's cache, as arrays, takes half the time of objects one by one. */
export const sliceRows = 2048;

/** Up to `limit` points after the point `after` (null: from the start) in the order (step, timestamp, value). */
export function rowsAfter(db: Db, { row, key }: SeriesId, after: Row | null, limit: number): readonly Row[] {
  if (after === null) {
    return prepared(
      db,
      'SELECT step, ts, value FROM points WHERE run = ? AND key = ? ORDER BY step, ts, value LIMIT ?',
      'array',
    ).all(row, key, limit) as Row[];
  }
  return prepared(
    db,
    `SELECT step, ts, value FROM points WHERE run = ? AND key = ? AND (step, ts, value) > (?, ?, ?)
     ORDER BY step, ts, value LIMIT ?`,
    'array',
  ).all(row, key, ...after, limit) as Row[];
}

/** All points in the order of their time. */
export function rowsByTime(db: Db, { row, key }: SeriesId): IterableIterator<Row> {
  return prepared(
    db,
    'SELECT step, ts, value FROM points WHERE run = ? AND key = ? ORDER BY ts, step, value',
    'array',
  ).iterate(row, key) as IterableIterator<Row>;
}

/** Steps in ascending order and the value of each that was logged last, by (timestamp, value). */
export async function lastOfSteps(db: Db, id: SeriesId): Promise<readonly [steps: number[], values: number[]]> {
  const steps: number[] = [];
  const values: number[] = [];
  let last: Row | null = null;
  for (;;) {
    const rows: readonly Row[] = rowsAfter(db, id, last, sliceRows);
    for (const [step, , value] of rows) {
      if (steps[steps.length - 1] === step) values[values.length - 1] = fromStored(value);
      else {
        steps.push(step);
        values.push(fromStored(value));
      }
    }
    const next: Row | null = rows.at(-1) ?? null;
    // Steps past 2^53 are rounded: reading on from one may come to it again.
    if (rows.length < sliceRows || (last !== null && last[0] === next?.[0] && last[1] === next[1])) break;
    last = next;
    await setImmediate();
  }
  return [steps, values];
}

/** Smallest and largest step and time of a series that has points. */
export interface Extent {
  readonly firstStep: number;
  readonly lastStep: number;
  readonly firstTs: number;
  readonly lastTs: number;
}

/** `inOrder`: the times of the first and the last step are the smallest and the largest, so two rows suffice. */
export function readExtent(db: Db, { row, key }: SeriesId, inOrder: boolean): Extent {
  if (!inOrder) {
    return prepared(
      db,
      `SELECT min(step) AS firstStep, max(step) AS lastStep, min(ts) AS firstTs, max(ts) AS lastTs
       FROM points WHERE run = ? AND key = ?`,
    ).get(row, key) as Extent;
  }
  return prepared(
    db,
    `SELECT a.step AS firstStep, a.ts AS firstTs, b.step AS lastStep, b.ts AS lastTs FROM
     (SELECT step, ts FROM points WHERE run = @row AND key = @key ORDER BY step, ts, value LIMIT 1) a,
     (SELECT step, ts FROM points WHERE run = @row AND key = @key ORDER BY step DESC, ts DESC, value DESC LIMIT 1) b`,
  ).get({ row, key }) as Extent;
}
