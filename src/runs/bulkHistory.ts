import { preparedExact, type Db } from '../store';
import { fromStored, toInt } from './exact';
import { findKey } from './keys';
import type { Int, MetricPoint } from './types';

export interface RunPoint extends MetricPoint {
  readonly runId: string;
}

interface Row {
  readonly uuid: string;
  readonly step: bigint;
  readonly ts: bigint;
  readonly value: number | string;
}

/** Points of one metric over several runs, by run id, then (timestamp, step, value); at most `limit` in all. */
export function readBulkHistory(
  db: Db,
  { runIds, key, limit }: { runIds: readonly string[]; key: string; limit: number },
): RunPoint[] {
  const rows = preparedExact(
    db,
    `SELECT r.uuid, p.step, p.ts, p.value FROM runs r JOIN points p ON p.run = r.id AND p.key = ?
     WHERE r.uuid IN (SELECT value FROM json_each(?)) ORDER BY r.uuid, p.ts, p.step, p.value LIMIT ?`,
  ).all(findKey(db, key), JSON.stringify(runIds), limit) as readonly Row[];
  return toRunPoints(rows, key);
}

export interface SampleRequest {
  readonly runIds: readonly string[];
  readonly key: string;
  /** Steps, both included; all when null. */
  readonly range: readonly [from: Int, to: Int] | null;
  /** How many distinct steps to take over all runs, the added extremes not counted. */
  readonly steps: number;
}

/**
 * Points of one metric at evenly sampled distinct steps of several runs together, so that their curves can be compared;
 * the last step and each run's first and last step in the range are always among them.
 */
export function sampleHistory(db: Db, { runIds, key, range, steps }: SampleRequest): RunPoint[] {
  const keyId = findKey(db, key);
  const among = 'r.uuid IN (SELECT value FROM json_each(?))';
  const ids = JSON.stringify(runIds);
  const distinct = preparedExact(
    db,
    `SELECT DISTINCT p.step FROM runs r JOIN points p ON p.run = r.id AND p.key = ? WHERE ${among} ORDER BY p.step`,
    'value',
  ).all(keyId, ids) as readonly bigint[];
  const isInRange = (step: bigint) => range === null || (step >= range[0] && step <= range[1]);
  const extremes = preparedExact(
    db,
    `SELECT min(p.step) AS first, max(p.step) AS last FROM runs r JOIN points p ON p.run = r.id AND p.key = ?
     WHERE ${among} GROUP BY r.id`,
  ).all(keyId, ids) as readonly { readonly first: bigint; readonly last: bigint }[];
  const taken = new Set([
    ...sampleEvenly(distinct.filter(isInRange), steps),
    ...extremes.flatMap(({ first, last }) => [first, last]).filter(isInRange),
  ]);
  const rows = preparedExact(
    db,
    `SELECT r.uuid, p.step, p.ts, p.value FROM runs r JOIN points p ON p.run = r.id AND p.key = ?
     WHERE ${among} AND p.step IN (SELECT value FROM json_each(?)) ORDER BY r.uuid, p.step, p.ts, p.value`,
  ).all(keyId, ids, `[${[...taken].join(',')}]`) as readonly Row[];
  return toRunPoints(rows, key);
}

/** At most `count` of the items at even distances, and the last one. */
function sampleEvenly<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  const taken = Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]);
  return [...taken, items.at(-1)].filter((item) => item !== undefined);
}

function toRunPoints(rows: readonly Row[], key: string): RunPoint[] {
  return rows.map(({ uuid, step, ts, value }) => ({
    key,
    value: fromStored(value),
    timestamp: toInt(ts),
    step: toInt(step),
    runId: uuid,
  }));
}
