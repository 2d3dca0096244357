import { prepared, preparedExact, type Db } from '../store';
import { fromStored, toInt, toStored } from './exact';
import { internKey } from './keys';
import { readActiveRun, touchRun } from './lifecycle';
import { checkKey, cut, invalid, limits } from './limits';
import { writeLoggedModelPoints } from './loggedModelMetrics';
import type { Int, KeyValue, MetricPoint } from './types';
import { writeTag } from './writeTag';

export interface Batch {
  readonly id: string;
  readonly metrics?: readonly MetricPoint[];
  readonly params?: readonly KeyValue[];
  readonly tags?: readonly KeyValue[];
  readonly now: number;
}

/** Writes a batch in one transaction: all of it or nothing. A param that changes refuses the whole batch. */
export function logBatch(db: Db, batch: Batch): void {
  const { metrics = [], params = [], tags = [] } = batch;
  db.transaction(() => {
    const { row } = readActiveRun(db, batch.id);
    if (params.length > 0) writeParams(db, { row, id: batch.id, params, single: false });
    if (metrics.length > 0) {
      writePoints(db, { row, points: metrics, single: false });
      writeLoggedModelPoints(db, batch.id, metrics);
    }
    for (const [index, tag] of tags.entries()) writeTag(db, { row, ...tag, place: `tags[${index}]` });
    touchRun(db, row, batch.now);
  }).immediate();
}

/** Logs one param; the same value again is fine. */
export function logParam(db: Db, { id, key, value, now }: { id: string; now: number } & KeyValue): void {
  db.transaction(() => {
    const { row } = readActiveRun(db, id);
    writeParams(db, { row, id, params: [{ key, value }], single: true });
    touchRun(db, row, now);
  }).immediate();
}

/** Logs one metric point; the same (key, step, timestamp, value) is stored once. */
export function logMetric(db: Db, { id, point, now }: { id: string; point: MetricPoint; now: number }): void {
  db.transaction(() => {
    const { row } = readActiveRun(db, id);
    writePoints(db, { row, points: [point], single: true });
    writeLoggedModelPoints(db, id, [point]);
    touchRun(db, row, now);
  }).immediate();
}

interface Params {
  readonly row: number;
  readonly id: string;
  readonly params: readonly KeyValue[];
  /** MLflow words the refusal of one param otherwise than that of a batch. */
  readonly single: boolean;
}

function writeParams(db: Db, { row, id, params, single }: Params): void {
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const { key } of params) (seen.has(key) ? doubled : seen).add(key);
  if (doubled.size > 0) {
    const keys = [...doubled].map((key) => `'${key}'`).join(', ');
    throw invalid(
      `Duplicate parameter keys have been submitted: [${keys}]. Please ensure the request contains only one param value per param key.`,
    );
  }
  const conflicts: { key: string; old: string; value: string }[] = [];
  for (const [index, param] of params.entries()) {
    checkKey('Param', param.key, single ? undefined : `params[${index}]`);
    const keyId = internKey(db, param.key);
    const value = cut(param.value, limits.paramValue);
    const old = prepared(db, 'SELECT value FROM params WHERE run = ? AND key = ?').get(row, keyId) as
      { readonly value: string } | undefined;
    if (!old) prepared(db, 'INSERT INTO params (run, key, value) VALUES (?, ?, ?)').run(row, keyId, value);
    else if (old.value !== value) conflicts.push({ key: param.key, old: old.value, value });
  }
  const [first] = conflicts;
  if (!first) return;
  if (single) {
    throw invalid(
      `Changing param values is not allowed. Param with key='${first.key}' was already logged with value='${first.old}' for run ID='${id}'. Attempted logging new value '${first.value}'.`,
    );
  }
  const list = conflicts.map((c) => `{'key': '${c.key}', 'old_value': '${c.old}', 'new_value': '${c.value}'}`);
  throw invalid(
    `Changing param values is not allowed. Params were already logged='[${list.join(', ')}]' for run ID='${id}'.`,
  );
}

interface Series {
  step: Int;
  ts: Int;
  value: number;
  min: number | null;
  max: number | null;
  count: number;
  ordered: boolean;
}

interface Points {
  readonly row: number;
  readonly points: readonly MetricPoint[];
  readonly single: boolean;
}

/** Writes points of one run and folds them into the series' summaries, one read and one write a series. */
function writePoints(db: Db, { row, points, single }: Points): void {
  const insert = prepared(db, 'INSERT OR IGNORE INTO points (run, key, step, ts, value) VALUES (?, ?, ?, ?, ?)');
  const ids = new Map<string, number>();
  const changed = new Map<number, Series | null>();
  for (const [index, point] of points.entries()) {
    let key = ids.get(point.key);
    if (key === undefined) {
      checkKey('Metric', point.key, single ? undefined : `metrics[${index}]`);
      ids.set(point.key, (key = internKey(db, point.key)));
    }
    const stored = toStored(point.value);
    if (insert.run(row, key, point.step, point.timestamp, stored).changes === 0) continue;
    let series = changed.get(key);
    if (series === undefined) series = readSeries(db, row, key);
    changed.set(key, fold(series, { step: point.step, ts: point.timestamp, value: fromStored(stored) }));
  }
  const upsert = prepared(
    db,
    `INSERT INTO metrics (run, key, value, step, ts, min, max, count, ordered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, step = excluded.step, ts = excluded.ts,
       min = excluded.min, max = excluded.max, count = excluded.count, ordered = excluded.ordered`,
  );
  for (const [key, series] of changed) {
    if (!series) continue;
    const { value, step, ts, min, max, count, ordered } = series;
    upsert.run(row, key, toStored(value), step, ts, min, max, count, ordered ? 1 : 0);
  }
}

function readSeries(db: Db, row: number, key: number): Series | null {
  const found = preparedExact(
    db,
    'SELECT step, ts, value, min, max, count, ordered FROM metrics WHERE run = ? AND key = ?',
  ).get(row, key) as
    | {
        readonly step: bigint;
        readonly ts: bigint;
        readonly value: number | string;
        readonly min: number | null;
        readonly max: number | null;
        readonly count: bigint;
        readonly ordered: bigint;
      }
    | undefined;
  if (!found) return null;
  return {
    step: toInt(found.step),
    ts: toInt(found.ts),
    value: fromStored(found.value),
    min: found.min,
    max: found.max,
    count: Number(found.count),
    ordered: found.ordered === 1n,
  };
}

function fold(series: Series | null, point: { step: Int; ts: Int; value: number }): Series {
  const finite = Number.isNaN(point.value) ? null : point.value;
  if (!series) return { ...point, min: finite, max: finite, count: 1, ordered: true };
  if (point.step < series.step || point.ts < series.ts) series.ordered = false;
  if (isLater(point, series)) {
    series.step = point.step;
    series.ts = point.ts;
    series.value = point.value;
  }
  if (finite !== null && (series.min === null || finite < series.min)) series.min = finite;
  if (finite !== null && (series.max === null || finite > series.max)) series.max = finite;
  series.count += 1;
  return series;
}

/** MLflow's order of a series: by step, then timestamp, then value; NaN is below every number. */
function isLater(a: { step: Int; ts: Int; value: number }, b: { step: Int; ts: Int; value: number }): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.ts !== b.ts) return a.ts > b.ts;
  return Number.isNaN(b.value) || a.value > b.value;
}
