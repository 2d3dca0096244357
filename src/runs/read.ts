import { prepared, preparedExact, type Db } from '../store';
import { fromStored, toInt, toIntOrNull } from './exact';
import { findKey } from './keys';
import { readRunInfo, readRunInfos } from './lifecycle';
import type { DatasetInput, KeyValue, MetricSummary, ModelLink, Run, RunInfo } from './types';

/** Reads a run whole, deleted ones too. Throws `RUN_NOT_FOUND`. */
export function readRun(db: Db, id: string): Run {
  const [run] = readRunsOf(db, [readRunInfo(db, id)]);
  if (!run) throw new Error('unreachable: the run was just read');
  return run;
}

/** Which keys are read of a run. */
export interface Included {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
}

/** Reads runs by row numbers, in their order, whole or with some keys alone: one query a kind of thing, none a run. */
export function readRuns(db: Db, rows: readonly number[], include: Included | null = null): Run[] {
  return readRunsOf(db, readRunInfos(db, rows), include);
}

function readRunsOf(db: Db, infos: readonly RunInfo[], include: Included | null = null): Run[] {
  const rows = JSON.stringify(infos.map((info) => info.row));
  const among = (keys: readonly string[] | undefined): Among => ({ rows, keys: keys && findKeys(db, keys) });
  const params = readPairs(db, 'params', among(include?.params));
  const tags = readPairs(db, 'tags', among(include?.tags));
  const metrics = readMetrics(db, among(include?.metrics));
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

const ofRuns = 'run IN (SELECT value FROM json_each(?))';

/** Row numbers and interned keys as JSON; without keys all are meant. */
interface Among {
  readonly rows: string;
  readonly keys: string | undefined;
}

function findKeys(db: Db, names: readonly string[]): string {
  return JSON.stringify(names.flatMap((name) => findKey(db, name) ?? []));
}

/** Rows of a table of what runs logged under keys, as arrays. */
function readKeyed(db: Db, select: string, { rows, keys }: Among, prepare = prepared): readonly unknown[] {
  if (keys === undefined) return prepare(db, `${select} WHERE ${ofRuns}`, 'array').all(rows);
  return prepare(db, `${select} WHERE ${ofRuns} AND key IN (SELECT value FROM json_each(?))`, 'array').all(rows, keys);
}

type PairRow = readonly [run: number, key: number, value: string];

function readPairs(db: Db, table: 'params' | 'tags', among: Among): Map<number, KeyValue[]> {
  // Names are joined here: a lookup in a map costs less than a join for each of tens of thousands of rows.
  const found = readKeyed(db, `SELECT run, key, value FROM ${table}`, among) as readonly PairRow[];
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

function readMetrics(db: Db, among: Among): Map<number, MetricSummary[]> {
  const select = 'SELECT run, key, value, step, ts, min, max, count FROM metrics';
  const found = readKeyed(db, select, among, preparedExact) as readonly MetricRow[];
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
     FROM inputs i JOIN datasets d ON d.id = i.dataset WHERE i.${ofRuns} ORDER BY i.run, d.id`,
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
    `SELECT run, direction, model_id, step FROM run_models WHERE ${ofRuns} ORDER BY run, model_id`,
  ).iterate(rows) as IterableIterator<Row>;
  return grouped(found, (row) => [
    Number(row.run),
    { direction: row.direction, modelId: row.model_id, step: toIntOrNull(row.step) },
  ]);
}
