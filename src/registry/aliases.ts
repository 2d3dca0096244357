import { invalid } from '../runs';
import { prepared, type Db } from '../store';
import type { Author } from './audit/events';
import { record } from './audit/record';
import { findModel } from './models';
import { checkAlias } from './names';
import { readVersionOf, readVersions } from './readVersions';
import type { ModelVersion } from './types';

/** Points an alias at a version; one that exists moves. Throws `VERSION_NOT_FOUND`. */
export function setAlias(
  db: Db,
  author: Author,
  { name, alias, number }: { name: string; alias: string; number: number },
): void {
  checkAlias(alias);
  db.transaction(() => {
    const model = findModel(db, name);
    const version = readVersionOf(db, model, number);
    if (version.aliases.includes(alias)) return;
    const subject = { modelId: model.id, model: model.name, versionId: version.id, version: number };
    record(db, author, { action: 'alias.set', ...subject, alias });
  }).immediate();
}

/** Removes an alias; silent when there is none. */
export function deleteAlias(db: Db, author: Author, { name, alias }: { name: string; alias: string }): void {
  db.transaction(() => {
    const { id, name: model } = findModel(db, name);
    if (findAlias(db, id, alias) === null) return;
    record(db, author, { action: 'alias.removed', modelId: id, model, alias });
  }).immediate();
}

/** The version an alias points at; `latest` is the highest number. Throws `INVALID_VALUE` for an unknown alias, as MLflow. */
export function readByAlias(db: Db, name: string, alias: string): ModelVersion {
  const model = findModel(db, name);
  const id = alias.toLowerCase() === 'latest' ? findLatest(db, model.id) : findAlias(db, model.id, alias);
  const [version] = id === null ? [] : readVersions(db, [id]);
  if (!version) throw invalid(`Registered model alias ${alias} not found.`);
  return version;
}

function findAlias(db: Db, modelId: string, alias: string): string | null {
  const found = prepared(db, 'SELECT version_id AS id FROM registry_aliases WHERE model_id = ? AND alias = ?').get(
    modelId,
    alias,
  ) as { readonly id: string } | undefined;
  return found?.id ?? null;
}

function findLatest(db: Db, modelId: string): string | null {
  const found = prepared(
    db,
    "SELECT id FROM registry_versions WHERE model_id = ? AND lifecycle = 'active' ORDER BY version DESC LIMIT 1",
  ).get(modelId) as { readonly id: string } | undefined;
  return found?.id ?? null;
}
