import { prepared, preparedExact, type Db } from '../store';
import { fromStored, toInt, toIntOrNull } from './exact';
import { readRunInfo, readRunInfos } from './lifecycle';
import type { DatasetInput, KeyValue, MetricSummary, ModelLink, Run, RunInfo } from './types';

/** Reads a run whole, deleted ones too. Throws `RUN_NOT_FOUND`. */
export function readRun(db: Db, id: string): Run {
  const [run] = readRunsOf(db, [readRunInfo(db, id)]);
  if (!run) throw new Error('unreachable: the run was just read');
  return run;
}

/** Reads runs whole by row numbers, in their order: one query a kind of thing, none a run. */
export function readRuns(db: Db, rows: readonly number[]): Run[] {
  return readRunsOf(db, readRunInfos(db, rows));
}

function readRunsOf(db: Db, infos: readonly RunInfo[]): Run[] {
  const rows = JSON.stringify(infos.map((info) => info.row));
  const params = readPairs(db, 'params', rows);
  const tags = readPairs(db, 'tags', rows);
  const metrics = readMetrics(db, rows);
  const datasets = readDatasets(db, rows);
  const models = readModels(db, rows);
  return infos.map((info) => ({
    info,
    params: params.get(info.row) ?? [],
    tags: tags.get(info.row) ?? [],
    metrics: metrics.get(info.row) ?? [],
    datasets: datasets.get(info.row) ?? [],
    modelInputs: (models.get(info.row) ?? []).filter((link) => link.direction === 'input'),
    modelOutputs: (models.get(info.row) ?? []).filter((link) => link.direction === 'output'),
  }));
}

function grouped<Row, Value>(rows: Iterable<Row>, entry: (row: Row) => readonly [number, Value]): Map<number, Value[]> {
  const groups = new Map<number, Value[]>();
  for (const row of rows) {
    const [key, value] = entry(row);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

const among = 'IN (SELECT value FROM json_each(?))';

type PairRow = readonly [run: number, key: number, value: string];

function readPairs(db: Db, table: 'params' | 'tags', rows: string): Map<number, KeyValue[]> {
  // Names are joined here: a lookup in a map costs less than a join for each of tens of thousands of rows.
  const found = prepared(db, `SELECT run, key, value FROM ${table} WHERE run ${among}`)
    .raw()
    .all(rows) as readonly PairRow[];
  const names = readNames(db, found);
  const pairs = grouped(found, ([run, key, value]) => [run, { key: names.get(key) ?? '', value }]);
  for (const group of pairs.values()) group.sort(byKey);
  return pairs;
}

type MetricRow = readonly [
  run: bigint,
  key: bigint,
  value: number | string,
  step: bigint,
  ts: bigint,
  min: number | null,
  max: number | null,
  count: bigint,
];

function readMetrics(db: Db, rows: string): Map<number, MetricSummary[]> {
  const found = preparedExact(db, `SELECT run, key, value, step, ts, min, max, count FROM metrics WHERE run ${among}`)
    .raw()
    .all(rows) as readonly MetricRow[];
  const names = readNames(db, found);
  const metrics = grouped(found, ([run, key, value, step, ts, min, max, count]): [number, MetricSummary] => [
    Number(run),
    {
      key: names.get(Number(key)) ?? '',
      value: fromStored(value),
      step: toInt(step),
      timestamp: toInt(ts),
      min,
      max,
      count: Number(count),
    },
  ]);
  for (const group of metrics.values()) group.sort(byKey);
  return metrics;
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}

/** Names of the keys in the second column. */
function readNames(db: Db, rows: readonly (readonly [unknown, number | bigint, ...unknown[]])[]): Map<number, string> {
  const ids = [...new Set(rows.map(([, key]) => Number(key)))];
  const found = prepared(db, 'SELECT id, name FROM keys WHERE id IN (SELECT value FROM json_each(?))').all(
    JSON.stringify(ids),
  ) as readonly { readonly id: number; readonly name: string }[];
  return new Map(found.map(({ id, name }) => [id, name]));
}

function readDatasets(db: Db, rows: string): Map<number, DatasetInput[]> {
  interface Row {
    readonly run: number;
    readonly name: string;
    readonly digest: string;
    readonly source_type: string;
    readonly source: string;
    readonly schema: string | null;
    readonly profile: string | null;
    readonly tags: string;
  }
  const found = prepared(
    db,
    `SELECT i.run, d.name, d.digest, d.source_type, d.source, d.schema, d.profile,
       (SELECT json_group_array(json_object('key', t.key, 'value', t.value) ORDER BY t.key)
        FROM input_tags t WHERE t.run = i.run AND t.dataset = i.dataset) AS tags
     FROM inputs i JOIN datasets d ON d.id = i.dataset WHERE i.run ${among} ORDER BY i.run, d.id`,
  ).iterate(rows) as IterableIterator<Row>;
  return grouped(found, (row) => [
    row.run,
    {
      name: row.name,
      digest: row.digest,
      sourceType: row.source_type,
      source: row.source,
      schema: row.schema,
      profile: row.profile,
      tags: JSON.parse(row.tags) as KeyValue[],
    },
  ]);
}

function readModels(db: Db, rows: string): Map<number, (ModelLink & { readonly direction: string })[]> {
  interface Row {
    readonly run: bigint;
    readonly direction: string;
    readonly model_id: string;
    readonly step: bigint | null;
  }
  const found = preparedExact(
    db,
    `SELECT run, direction, model_id, step FROM run_models WHERE run ${among} ORDER BY run, model_id`,
  ).iterate(rows) as IterableIterator<Row>;
  return grouped(found, (row) => [
    Number(row.run),
    { direction: row.direction, modelId: row.model_id, step: toIntOrNull(row.step) },
  ]);
}
