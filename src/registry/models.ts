import { ModelTrailError } from '../protocol/errors';
import type { KeyValue } from '../runs';
import { prepared, type Db } from '../store';
import type { Author } from './audit/events';
import { record } from './audit/record';
import { latestVersions } from './latestVersions';
import { checkDescription, checkModelName, checkTag, foldName } from './names';
import type { Alias, RegisteredModel } from './types';
import { newUlid } from './ulid';

export interface NewModel {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags?: readonly KeyValue[];
}

/** What `registry_models` itself holds. */
export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly created: number;
  readonly updated: number;
}

const columns = 'id, name, description, created_at AS created, updated_at AS updated';

/** Makes a registered model. Names are unique in any case among models that are not deleted: `ALREADY_EXISTS`. */
export function createModel(db: Db, author: Author, { name, description = '', tags = [] }: NewModel): RegisteredModel {
  checkModelName(name);
  checkDescription(description);
  tags.forEach(checkTag);
  db.transaction(() => {
    refuseTaken(db, name, null);
    record(db, author, {
      action: 'model.created',
      modelId: newUlid(author.now),
      model: name,
      description: description || undefined,
      tags,
    });
  }).immediate();
  return readModel(db, name);
}

/** Reads a model by name, in any case. Throws `MODEL_NOT_FOUND`. */
export function readModel(db: Db, name: string): RegisteredModel {
  return toModel(db, findModel(db, name));
}

/** Reads models by id, in their order. */
export function readModels(db: Db, ids: readonly string[]): RegisteredModel[] {
  return ids.flatMap((id) => {
    const row = prepared(db, `SELECT ${columns} FROM registry_models WHERE id = ?`).get(id) as ModelRow | undefined;
    return row ? [toModel(db, row)] : [];
  });
}

/** As {@link readModel}, without tags, aliases and versions. */
export function findModel(db: Db, name: string): ModelRow {
  const row = findModelOrNull(db, name);
  if (!row) throw new ModelTrailError('MODEL_NOT_FOUND', `Registered Model with name=${name} not found`);
  return row;
}

export function findModelOrNull(db: Db, name: string): ModelRow | null {
  const row = prepared(db, `SELECT ${columns} FROM registry_models WHERE folded_name = ? AND lifecycle = 'active'`).get(
    foldName(name),
  ) as ModelRow | undefined;
  return row ?? null;
}

/** Renames a model; versions, tags and aliases follow, as they key on its id. */
export function renameModel(
  db: Db,
  author: Author,
  { name, newName }: { readonly name: string; readonly newName: string },
): RegisteredModel {
  checkModelName(newName, 'new_name');
  db.transaction(() => {
    const { id, name: from } = findModel(db, name);
    refuseTaken(db, newName, id);
    record(db, author, { action: 'model.renamed', modelId: id, model: newName, from, to: newName });
  }).immediate();
  return readModel(db, newName);
}

export function describeModel(
  db: Db,
  author: Author,
  { name, description }: { readonly name: string; readonly description: string },
): RegisteredModel {
  checkDescription(description);
  db.transaction(() => {
    const { id, name: model } = findModel(db, name);
    record(db, author, { action: 'model.described', modelId: id, model, description });
  }).immediate();
  return readModel(db, name);
}

/** Deletes a model softly: it hides with its versions, and its name is free. */
export function deleteModel(db: Db, author: Author, name: string): void {
  db.transaction(() => {
    const { id, name: model } = findModel(db, name);
    record(db, author, { action: 'model.deleted', modelId: id, model });
  }).immediate();
}

function refuseTaken(db: Db, name: string, except: string | null): void {
  const taken = findModelOrNull(db, name);
  if (taken && taken.id !== except) {
    throw new ModelTrailError('ALREADY_EXISTS', `Registered Model (name=${name}) already exists.`);
  }
}

function toModel(db: Db, row: ModelRow): RegisteredModel {
  const tags = prepared(db, 'SELECT key, value FROM registry_tags WHERE subject = ? ORDER BY key').all(
    row.id,
  ) as readonly KeyValue[];
  const aliases = prepared(
    db,
    `SELECT a.alias, v.version FROM registry_aliases a JOIN registry_versions v ON v.id = a.version_id
     WHERE a.model_id = ? ORDER BY a.alias`,
  ).all(row.id) as readonly Alias[];
  return { ...row, tags, aliases, latestVersions: latestVersions(db, row.id) };
}
