import { randomBytes } from 'node:crypto';
import { ModelTrailError } from '../protocol/errors';
import { prepared, type Db } from '../store';
import { readExperiment } from './experiments';
import { makeRunName } from './ids';
import { checkLength, cut, invalid, limits } from './limits';
import type { KeyValue, Lifecycle } from './types';
import { normalizeVersions, versionsTag } from './versionsTag';

export type LoggedModelStatus = 'PENDING' | 'READY' | 'UPLOAD_FAILED';

/** A model a run made, before anything is registered. */
export interface LoggedModelInfo {
  /** Row number in this store; never leaves it. */
  readonly row: number;
  /** `m-` and 32 lower-case hex digits. */
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string | null;
  /** As the client gave it: that run need not exist here. */
  readonly sourceRunId: string | null;
  readonly status: LoggedModelStatus;
  readonly artifactUri: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly lifecycle: Lifecycle;
}

export interface NewLoggedModel {
  readonly experimentId: string;
  readonly name?: string | undefined;
  readonly modelType?: string | undefined;
  readonly sourceRunId?: string | undefined;
  readonly params?: readonly KeyValue[];
  readonly tags?: readonly KeyValue[];
  readonly now: number;
}

/** Makes a pending model in an active experiment; without a name one is made up. */
export function createLoggedModel(db: Db, model: NewLoggedModel): LoggedModelInfo {
  const name = model.name ?? makeRunName();
  checkName(name);
  const id = `m-${randomBytes(16).toString('hex')}`;
  db.transaction(() => {
    const experiment = readExperiment(db, model.experimentId);
    if (experiment.lifecycle !== 'active') {
      throw invalid(`The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`);
    }
    const location = experiment.artifactLocation.replace(/\/+$/, '');
    const { lastInsertRowid } = prepared(
      db,
      `INSERT INTO logged_models (uuid, experiment, name, model_type, source_run, status, artifact_uri, created, updated)
       VALUES (?, CAST(? AS INTEGER), ?, ?, ?, 'PENDING', ?, ?, ?)`,
    ).run(
      id,
      experiment.id,
      name,
      model.modelType ?? null,
      model.sourceRunId || null,
      `${location}/models/${id}/artifacts`,
      model.now,
      model.now,
    );
    const row = Number(lastInsertRowid);
    writeModelParams(db, row, model.params ?? []);
    writeModelTags(db, row, model.tags ?? []);
  }).immediate();
  return readLoggedModelInfo(db, id);
}

interface Row {
  readonly id: number;
  readonly uuid: string;
  readonly experiment: string;
  readonly name: string;
  readonly model_type: string | null;
  readonly source_run: string | null;
  readonly status: LoggedModelStatus;
  readonly artifact_uri: string;
  readonly created: number;
  readonly updated: number;
  readonly lifecycle: Lifecycle;
}

const columns = `id, uuid, CAST(experiment AS TEXT) AS experiment, name, model_type, source_run, status, artifact_uri,
  created, updated, lifecycle`;

/** Reads a model that is not deleted, or any with `allowDeleted`. Throws `LOGGED_MODEL_NOT_FOUND`. */
export function readLoggedModelInfo(db: Db, id: string, { allowDeleted = false } = {}): LoggedModelInfo {
  const row = prepared(db, `SELECT ${columns} FROM logged_models WHERE uuid = ?`).get(id) as Row | undefined;
  if (!row || (row.lifecycle === 'deleted' && !allowDeleted)) {
    throw new ModelTrailError('LOGGED_MODEL_NOT_FOUND', `Logged model with ID '${id}' not found.`);
  }
  return toInfo(row);
}

/** As {@link readLoggedModelInfo}, by row numbers, in their order. */
export function readLoggedModelInfos(db: Db, rows: readonly number[]): LoggedModelInfo[] {
  const found = prepared(db, `SELECT ${columns} FROM logged_models WHERE id IN (SELECT value FROM json_each(?))`).all(
    JSON.stringify(rows),
  ) as readonly Row[];
  const byRow = new Map(found.map((row) => [row.id, toInfo(row)]));
  return rows.flatMap((row) => byRow.get(row) ?? []);
}

/** Notes how the upload of a model's files ended. */
export function finishLoggedModel(
  db: Db,
  { id, status, now }: { id: string; status: LoggedModelStatus; now: number },
): void {
  const { row } = readLoggedModelInfo(db, id);
  prepared(db, 'UPDATE logged_models SET status = ?, updated = ? WHERE id = ?').run(status, now, row);
}

/** Deletes a model softly, its row and its files stay; repeating is fine. */
export function deleteLoggedModel(db: Db, id: string, now: number): void {
  const { row } = readLoggedModelInfo(db, id, { allowDeleted: true });
  prepared(
    db,
    "UPDATE logged_models SET lifecycle = 'deleted', updated = ? WHERE id = ? AND lifecycle <> 'deleted'",
  ).run(now, row);
}

export function setLoggedModelTags(db: Db, id: string, tags: readonly KeyValue[]): void {
  db.transaction(() => writeModelTags(db, readLoggedModelInfo(db, id).row, tags)).immediate();
}

/** Removes a tag. Throws `TAG_NOT_FOUND` when the model has none. */
export function deleteLoggedModelTag(db: Db, id: string, key: string): void {
  const { row } = readLoggedModelInfo(db, id);
  const { changes } = prepared(db, 'DELETE FROM logged_model_tags WHERE model = ? AND key = ?').run(row, key);
  if (changes === 0) {
    throw new ModelTrailError('TAG_NOT_FOUND', `No tag with key '${key}' found for model with ID '${id}'.`);
  }
}

/** Logs params on a model; the same value again is fine, another one is refused. */
export function logLoggedModelParams(db: Db, id: string, params: readonly KeyValue[]): void {
  db.transaction(() => writeModelParams(db, readLoggedModelInfo(db, id).row, params)).immediate();
}

const longestTagValue = 100_000;

function writeModelTags(db: Db, row: number, tags: readonly KeyValue[]): void {
  for (const { key, value } of tags) {
    checkLength('key', key, limits.key);
    checkLength('value', value, longestTagValue);
    prepared(
      db,
      'INSERT INTO logged_model_tags (model, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ).run(row, key, key === versionsTag ? normalizeVersions(value) : value);
  }
}

function writeModelParams(db: Db, row: number, params: readonly KeyValue[]): void {
  for (const param of params) {
    checkLength('key', param.key, limits.key);
    const value = cut(param.value, limits.paramValue);
    const old = prepared(db, 'SELECT value FROM logged_model_params WHERE model = ? AND key = ?').get(
      row,
      param.key,
    ) as { readonly value: string } | undefined;
    if (!old) {
      prepared(db, 'INSERT INTO logged_model_params (model, key, value) VALUES (?, ?, ?)').run(row, param.key, value);
    } else if (old.value !== value) {
      throw invalid(
        `Changing param values is not allowed. Param with key='${param.key}' was already logged with value='${old.value}' for this model. Attempted logging new value '${value}'.`,
      );
    }
  }
}

const badCharacters = ['/', ':', '.', '%', '"', "'"];

function checkName(name: string): void {
  if (name !== '' && !badCharacters.some((character) => name.includes(character))) return;
  throw invalid(
    `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following ` +
      `characters: ('/', ':', '.', '%', '"', "'")`,
  );
}

function toInfo(row: Row): LoggedModelInfo {
  return {
    row: row.id,
    id: row.uuid,
    experimentId: row.experiment,
    name: row.name,
    modelType: row.model_type,
    sourceRunId: row.source_run,
    status: row.status,
    artifactUri: row.artifact_uri,
    created: row.created,
    updated: row.updated,
    lifecycle: row.lifecycle,
  };
}
