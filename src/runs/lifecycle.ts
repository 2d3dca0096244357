import { ModelTrailError } from '../protocol/errors';
import { prepared, preparedExact, type Db } from '../store';
import { toIntOrNull } from './exact';
import { checkActive, readExperiment } from './experiments';
import { makeRunName, newRunId } from './ids';
import { invalid } from './limits';
import type { Int, KeyValue, Lifecycle, RunInfo, RunStatus } from './types';
import { putTag, writeTag } from './writeTag';

export interface NewRun {
  /** Without an id one is made. */
  readonly id?: string | undefined;
  readonly experimentId: string;
  readonly userId?: string | undefined;
  readonly name?: string | undefined;
  readonly startTime?: Int | undefined;
  readonly tags?: readonly KeyValue[];
  readonly now: number;
}

/** Makes a run in an active experiment; its name is the given one, else tag `mlflow.runName`, else a made one. */
export function createRun(db: Db, run: NewRun): RunInfo {
  const id = run.id ?? newRunId();
  const tags = run.tags ?? [];
  const tagged = tags.find((tag) => tag.key === 'mlflow.runName')?.value;
  if (run.name && tagged && run.name !== tagged) {
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${run.name}', mlflow.runName='${tagged}').`,
    );
  }
  const name = run.name || tagged || makeRunName();
  db.transaction(() => {
    const experiment = readExperiment(db, run.experimentId);
    checkActive(experiment);
    const { lastInsertRowid } = prepared(
      db,
      `INSERT INTO runs (uuid, experiment, name, user_id, status, start_time, artifact_uri, last_activity)
       VALUES (?, CAST(? AS INTEGER), ?, ?, 'RUNNING', ?, ?, ?)`,
    ).run(
      id,
      experiment.id,
      name,
      run.userId ?? '',
      run.startTime ?? null,
      `${experiment.artifactLocation.replace(/\/+$/, '')}/${id}/artifacts`,
      run.now,
    );
    const row = Number(lastInsertRowid);
    for (const tag of tags) putTag(db, { row, ...tag });
    if (!tagged) writeTag(db, { row, key: 'mlflow.runName', value: name });
  }).immediate();
  return readRunInfo(db, id);
}

interface Row {
  readonly id: bigint;
  readonly uuid: string;
  readonly experiment: bigint;
  readonly name: string;
  readonly user_id: string;
  readonly status: RunStatus;
  readonly start_time: bigint | null;
  readonly end_time: bigint | null;
  readonly artifact_uri: string;
  readonly lifecycle: Lifecycle;
  readonly deleted_time: bigint | null;
  readonly starred: bigint;
  readonly parent: string | null;
  readonly lost_since: bigint | null;
  readonly last_activity: bigint;
}

/** Reads what `runs` itself holds of a run, deleted ones too. Throws `RUN_NOT_FOUND`. */
export function readRunInfo(db: Db, id: string): RunInfo {
  const row = preparedExact(db, 'SELECT * FROM runs WHERE uuid = ?').get(id);
  if (!row) throw new ModelTrailError('RUN_NOT_FOUND', `Run with id=${id} not found`);
  return toRunInfo(row as Row);
}

/** As {@link readRunInfo}, by row numbers, in their order. */
export function readRunInfos(db: Db, rows: readonly number[]): RunInfo[] {
  const found = preparedExact(db, 'SELECT * FROM runs WHERE id IN (SELECT value FROM json_each(?))').all(
    JSON.stringify(rows),
  ) as readonly Row[];
  const byRow = new Map(found.map((row) => [Number(row.id), toRunInfo(row)]));
  return rows.flatMap((row) => byRow.get(row) ?? []);
}

/** Reads a run that may be written to. Throws `RUN_NOT_FOUND`, or `INVALID_VALUE` for one in the Trash. */
export function readActiveRun(db: Db, id: string): RunInfo {
  const info = readRunInfo(db, id);
  if (info.lifecycle !== 'active') {
    throw invalid(`The run ${id} must be in the 'active' state. Current state is deleted.`);
  }
  return info;
}

export interface RunChange {
  readonly id: string;
  readonly status?: RunStatus | undefined;
  readonly endTime?: Int | undefined;
  readonly name?: string | undefined;
  readonly now: number;
}

/** Changes the given fields alone; a rename changes tag `mlflow.runName` as well. A run that speaks again is not lost. */
export function updateRun(db: Db, change: RunChange): RunInfo {
  return db
    .transaction(() => {
      const info = readActiveRun(db, change.id);
      if (change.status !== undefined) {
        prepared(db, 'UPDATE runs SET status = ?, lost_since = NULL WHERE id = ?').run(change.status, info.row);
      }
      if (change.endTime !== undefined) {
        prepared(db, 'UPDATE runs SET end_time = ? WHERE id = ?').run(change.endTime, info.row);
      }
      if (change.name) writeTag(db, { row: info.row, key: 'mlflow.runName', value: change.name });
      touchRun(db, info.row, change.now);
      return readRunInfo(db, change.id);
    })
    .immediate();
}

/** Moves a run to the Trash; repeating is fine. */
export function deleteRun(db: Db, id: string, now: number): void {
  const { row } = readRunInfo(db, id);
  prepared(db, "UPDATE runs SET lifecycle = 'deleted', deleted_time = ? WHERE id = ? AND lifecycle = 'active'").run(
    now,
    row,
  );
}

/** Brings a run back from the Trash; repeating is fine. Throws `INVALID_VALUE` once it is being deleted for good. */
export function restoreRun(db: Db, id: string): void {
  const { row } = readRunInfo(db, id);
  if (prepared(db, 'SELECT 1 FROM purges WHERE run = ?').get(row)) throw invalid(`The run ${id} is being deleted.`);
  prepared(db, "UPDATE runs SET lifecycle = 'active', deleted_time = NULL WHERE id = ?").run(row);
}

/** Notes that the run was heard of, which also takes back that it was lost. */
export function touchRun(db: Db, row: number, now: number): void {
  prepared(db, 'UPDATE runs SET last_activity = ?, lost_since = NULL WHERE id = ?').run(now, row);
}

/** Marks a running run as lost: its process is known to be gone, or it has been silent past the limit. */
export function markLost(db: Db, id: string, now: number): void {
  prepared(db, "UPDATE runs SET lost_since = ? WHERE uuid = ? AND status = 'RUNNING' AND lost_since IS NULL").run(
    now,
    id,
  );
}

/** Running and scheduled runs outside the Trash that are not lost. */
export function listActiveRuns(db: Db): RunInfo[] {
  const rows = preparedExact(
    db,
    "SELECT * FROM runs WHERE status IN ('RUNNING', 'SCHEDULED') AND lifecycle = 'active' AND lost_since IS NULL",
  ).all() as readonly Row[];
  return rows.map(toRunInfo);
}

function toRunInfo(row: Row): RunInfo {
  return {
    row: Number(row.id),
    id: row.uuid,
    experimentId: String(row.experiment),
    name: row.name,
    userId: row.user_id,
    status: row.status,
    startTime: toIntOrNull(row.start_time),
    endTime: toIntOrNull(row.end_time),
    artifactUri: row.artifact_uri,
    lifecycle: row.lifecycle,
    deletedTime: row.deleted_time === null ? null : Number(row.deleted_time),
    starred: row.starred === 1n,
    parentId: row.parent,
    lostSince: row.lost_since === null ? null : Number(row.lost_since),
    lastActivity: Number(row.last_activity),
  };
}
