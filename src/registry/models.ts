import { ModelTrailError } from '../protocol/errors';
import { checkKey, checkLength, type KeyValue } from '../runs';
import { prepared, type Db } from '../store';
import { checkModelName, foldName } from './names';
import type { Alias, RegisteredModel } from './types';
import { newUlid } from './ulid';
import { latestVersions } from './latestVersions';

export interface NewModel {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags?: readonly KeyValue[];
  readonly now: number;
}

/** What `registered_models` itself holds. */
export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly created: number;
  readonly updated: number;
}

const columns = 'id, name, description, created, updated';

/** Makes a registered model. Names are unique in any case among models that are not deleted: `NAME_TAKEN`. */
export function createModel(db: Db, model: NewModel): RegisteredModel {
  checkModelName(model.name);
  db.transaction(() => {
    refuseTaken(db, model.name, null);
    const id = newUlid(model.now);
    prepared(
      db,
      'INSERT INTO registered_models (id, name, folded_name, description, created, updated) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(id, model.name, foldName(model.name), model.description || null, model.now, model.now);
    for (const tag of model.tags ?? []) writeModelTag(db, id, tag);
  }).immediate();
  return readModel(db, model.name);
}

/** Reads a model by name, in any case. Throws `MODEL_NOT_FOUND`. */
export function readModel(db: Db, name: string): RegisteredModel {
  return toModel(db, findModel(db, name));
}

/** Reads models by id, in their order. */
export function readModels(db: Db, ids: readonly string[]): RegisteredModel[] {
  return ids.flatMap((id) => {
    const row = prepared(db, `SELECT ${columns} FROM registered_models WHERE id = ?`).get(id) as ModelRow | undefined;
    return row ? [toModel(db, row)] : [];
  });
}

/** As {@link readModel}, without tags, aliases and versions. */
export function findModel(db: Db, name: string): ModelRow {
  const row = prepared(
    db,
    `SELECT ${columns} FROM registered_models WHERE folded_name = ? AND lifecycle = 'active'`,
  ).get(foldName(name)) as ModelRow | undefined;
  if (!row) throw new ModelTrailError('MODEL_NOT_FOUND', `Registered Model with name=${name} not found`);
  return row;
}

/** Renames a model; versions, tags and aliases follow, as they key on its id. */
export function renameModel(
  db: Db,
  { name, newName, now }: { name: string; newName: string; now: number },
): RegisteredModel {
  checkModelName(newName, 'new_name');
  db.transaction(() => {
    const { id } = findModel(db, name);
    refuseTaken(db, newName, id);
    prepared(db, 'UPDATE registered_models SET name = ?, folded_name = ?, updated = ? WHERE id = ?').run(
      newName,
      foldName(newName),
      now,
      id,
    );
  }).immediate();
  return readModel(db, newName);
}

export function describeModel(
  db: Db,
  { name, description, now }: { name: string; description: string; now: number },
): RegisteredModel {
  const { id } = findModel(db, name);
  prepared(db, 'UPDATE registered_models SET description = ?, updated = ? WHERE id = ?').run(
    description || null,
    now,
    id,
  );
  return readModel(db, name);
}

/** Deletes a model softly: it hides with its versions, and its name is free. */
export function deleteModel(db: Db, name: string, now: number): void {
  const { id } = findModel(db, name);
  prepared(db, "UPDATE registered_models SET lifecycle = 'deleted', updated = ? WHERE id = ?").run(now, id);
}

/** Sets a tag; the model's time of change stays, as with MLflow's server. */
export function setModelTag(db: Db, { name, tag }: { name: string; tag: KeyValue }): void {
  db.transaction(() => writeModelTag(db, findModel(db, name).id, tag)).immediate();
}

/** Removes a tag; silent when there is none. */
export function deleteModelTag(db: Db, { name, key }: { name: string; key: string }): void {
  const { id } = findModel(db, name);
  prepared(db, 'DELETE FROM registered_model_tags WHERE model = ? AND key = ?').run(id, key);
}

export function touchModel(db: Db, id: string, now: number): void {
  prepared(db, 'UPDATE registered_models SET updated = ? WHERE id = ?').run(now, id);
}

const longestTagValue = 100_000;

/** Refuses a registry tag that is too long or has odd characters in its key. */
export function checkTag({ key, value }: KeyValue): void {
  checkKey('Tag', key);
  checkLength('value', value, longestTagValue);
}

function writeModelTag(db: Db, id: string, tag: KeyValue): void {
  checkTag(tag);
  prepared(
    db,
    'INSERT INTO registered_model_tags (model, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(id, tag.key, tag.value);
}

function refuseTaken(db: Db, name: string, except: string | null): void {
  const taken = prepared(
    db,
    "SELECT id FROM registered_models WHERE folded_name = ? AND lifecycle = 'active' AND id IS NOT ?",
  ).get(foldName(name), except);
  if (taken) throw new ModelTrailError('NAME_TAKEN', `Registered Model (name=${name}) already exists.`);
}

function toModel(db: Db, row: ModelRow): RegisteredModel {
  const tags = prepared(db, 'SELECT key, value FROM registered_model_tags WHERE model = ? ORDER BY key').all(
    row.id,
  ) as readonly KeyValue[];
  const aliases = prepared(
    db,
    `SELECT a.alias, v.number AS version FROM model_aliases a JOIN model_versions v ON v.id = a.version
     WHERE a.model = ? ORDER BY a.alias`,
  ).all(row.id) as readonly Alias[];
  return { ...row, tags, aliases, latestVersions: latestVersions(db, row.id) };
}
