import { prepared, preparedExact, type Db } from '../store';
import { fromStored, toInt, toStored } from './exact';
import { readLoggedModelInfo, readLoggedModelInfos, type LoggedModelInfo } from './loggedModels';
import type { KeyValue, MetricPoint } from './types';

/** A point as a logged model keeps it: with the run that logged it. */
export interface LoggedModelPoint extends MetricPoint {
  readonly runId: string;
}

/** A logged model with its params, tags and every point logged on it. */
export interface LoggedModel {
  readonly info: LoggedModelInfo;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
  readonly metrics: readonly LoggedModelPoint[];
}

/** Writes the points that name a logged model on that model as well. Throws `LOGGED_MODEL_NOT_FOUND`. */
export function writeLoggedModelPoints(db: Db, runId: string, points: readonly MetricPoint[]): void {
  const rows = new Map<string, number>();
  for (const point of points) {
    if (!point.modelId) continue;
    let row = rows.get(point.modelId);
    if (row === undefined) rows.set(point.modelId, (row = readLoggedModelInfo(db, point.modelId).row));
    prepared(
      db,
      `INSERT OR IGNORE INTO logged_model_points (model, key, step, ts, value, run, dataset_name, dataset_digest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      row,
      point.key,
      point.step,
      point.timestamp,
      toStored(point.value),
      runId,
      point.datasetName ?? '',
      point.datasetDigest ?? '',
    );
  }
}

/** Reads a logged model whole. Throws `LOGGED_MODEL_NOT_FOUND`. */
export function readLoggedModel(db: Db, id: string, options: { allowDeleted?: boolean } = {}): LoggedModel {
  return readWhole(db, readLoggedModelInfo(db, id, options));
}

/** Reads logged models whole by row numbers, in their order. */
export function readLoggedModels(db: Db, rows: readonly number[]): LoggedModel[] {
  return readLoggedModelInfos(db, rows).map((info) => readWhole(db, info));
}

function readWhole(db: Db, info: LoggedModelInfo): LoggedModel {
  const pairs = (table: 'logged_model_params' | 'logged_model_tags') =>
    prepared(db, `SELECT key, value FROM ${table} WHERE model = ? ORDER BY key`).all(info.row) as readonly KeyValue[];
  return {
    info,
    params: pairs('logged_model_params'),
    tags: pairs('logged_model_tags'),
    metrics: readPoints(db, info),
  };
}

function readPoints(db: Db, { row, id }: LoggedModelInfo): LoggedModelPoint[] {
  const rows = preparedExact(
    db,
    `SELECT key, value, ts, step, run, dataset_name, dataset_digest FROM logged_model_points WHERE model = ?
     ORDER BY key, ts, step`,
  ).all(row) as readonly {
    readonly key: string;
    readonly value: number | string;
    readonly ts: bigint;
    readonly step: bigint;
    readonly run: string;
    readonly dataset_name: string;
    readonly dataset_digest: string;
  }[];
  return rows.map((point) => ({
    key: point.key,
    value: fromStored(point.value),
    timestamp: toInt(point.ts),
    step: toInt(point.step),
    runId: point.run,
    modelId: id,
    ...(point.dataset_name === '' ? {} : { datasetName: point.dataset_name }),
    ...(point.dataset_digest === '' ? {} : { datasetDigest: point.dataset_digest }),
  }));
}
