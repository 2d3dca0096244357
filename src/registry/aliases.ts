import { invalid } from '../runs';
import { prepared, type Db } from '../store';
import { findModel } from './models';
import { checkAlias } from './names';
import { readVersionOf, readVersions } from './readVersions';
import type { ModelVersion } from './types';

/** Points an alias at a version; one that exists moves. Throws `VERSION_NOT_FOUND`. */
export function setAlias(db: Db, { name, alias, number }: { name: string; alias: string; number: number }): void {
  checkAlias(alias);
  db.transaction(() => {
    const model = findModel(db, name);
    const version = readVersionOf(db, model, number);
    prepared(
      db,
      'INSERT INTO model_aliases (model, alias, version) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version',
    ).run(model.id, alias, version.id);
  }).immediate();
}

/** Removes an alias; silent when there is none. */
export function deleteAlias(db: Db, { name, alias }: { name: string; alias: string }): void {
  const { id } = findModel(db, name);
  prepared(db, 'DELETE FROM model_aliases WHERE model = ? AND alias = ?').run(id, alias);
}

/** The version an alias points at; `latest` is the highest number. Throws `INVALID_VALUE` for an unknown alias, as MLflow. */
export function readByAlias(db: Db, name: string, alias: string): ModelVersion {
  const model = findModel(db, name);
  const found = (
    alias.toLowerCase() === 'latest'
      ? prepared(
          db,
          "SELECT id FROM model_versions WHERE model = ? AND lifecycle = 'active' ORDER BY number DESC LIMIT 1",
        ).get(model.id)
      : prepared(db, 'SELECT version AS id FROM model_aliases WHERE model = ? AND alias = ?').get(model.id, alias)
  ) as { readonly id: string } | undefined;
  const [version] = found ? readVersions(db, [found.id]) : [];
  if (!version) throw invalid(`Registered model alias ${alias} not found.`);
  return version;
}
