import type { KeyValue } from '../../runs';
import { prepared, type Db } from '../../store';
import type { ModelState, VersionState } from './state';

/** The registry as its tables have it, deleted rows included. */
export function readTables(db: Db): { readonly models: ModelState[]; readonly versions: VersionState[] } {
  const tags = group(prepared(db, 'SELECT subject AS owner, key, value FROM registry_tags ORDER BY key').all());
  const aliases = group(
    prepared(
      db,
      'SELECT model_id AS owner, alias AS key, version_id AS value FROM registry_aliases ORDER BY alias',
    ).all(),
  );
  const models = prepared(db, 'SELECT id, name, description, lifecycle FROM registry_models').all() as readonly Omit<
    ModelState,
    'tags' | 'aliases'
  >[];
  const versions = prepared(
    db,
    `SELECT id, model_id AS modelId, version, semver, stage, stage_since AS stageSince, source, location,
       run_id AS runId, root_digest AS rootDigest, description, lifecycle
     FROM registry_versions`,
  ).all() as readonly Omit<VersionState, 'tags'>[];
  return {
    models: models.map((model) => ({
      ...model,
      tags: tags.get(model.id) ?? [],
      aliases: aliases.get(model.id) ?? [],
    })),
    versions: versions.map((version) => ({ ...version, tags: tags.get(version.id) ?? [] })),
  };
}

function group(rows: unknown): Map<string, KeyValue[]> {
  const groups = new Map<string, KeyValue[]>();
  for (const { owner, key, value } of rows as readonly (KeyValue & { readonly owner: string })[]) {
    const found = groups.get(owner);
    if (found) found.push({ key, value });
    else groups.set(owner, [{ key, value }]);
  }
  return groups;
}
