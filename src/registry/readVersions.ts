import { ModelTrailError } from '../protocol/errors';
import type { KeyValue } from '../runs';
import { prepared, type Db } from '../store';
import type { Actor, ModelVersion } from './types';

interface Row extends Omit<ModelVersion, 'tags' | 'aliases' | 'parents' | 'registeredBy' | 'dirty'> {
  readonly dirty: number | null;
  readonly tags: string;
  readonly aliases: string;
  readonly parents: string;
  readonly registeredBy: string;
}

const selectVersions = `
SELECT v.id, v.model_id AS modelId, m.name, v.version AS number, v.semver, v.stage, v.stage_since AS stageSince, v.status,
  v.source, v.location, v.run_id AS runId, v.logged_model_id AS loggedModelId, v.run_link AS runLink, v.description,
  v.git_commit AS "commit", v.git_dirty AS dirty, v.root_digest AS rootDigest, v.size_bytes AS sizeBytes, v.files, v.parents,
  v.registered_by AS registeredBy, v.created_at AS created, v.updated_at AS updated,
  (SELECT json_group_array(json_object('key', t.key, 'value', t.value) ORDER BY t.key)
   FROM registry_tags t WHERE t.subject = v.id) AS tags,
  (SELECT json_group_array(a.alias ORDER BY a.alias) FROM registry_aliases a WHERE a.version_id = v.id) AS aliases
FROM registry_versions v JOIN registry_models m ON m.id = v.model_id
WHERE v.lifecycle = 'active'`;

/** Reads a version of a model by its number. Throws `VERSION_NOT_FOUND`. */
export function readVersionOf(
  db: Db,
  model: { readonly id: string; readonly name: string },
  number: number,
): ModelVersion {
  const row = prepared(db, `${selectVersions} AND v.model_id = ? AND v.version = ?`).get(model.id, number) as
    Row | undefined;
  if (row) return toVersion(row);
  throw new ModelTrailError('VERSION_NOT_FOUND', `Model Version (name=${model.name}, version=${number}) not found`);
}

/** All versions of a model, highest number first. */
export function readVersionsOf(db: Db, modelId: string): ModelVersion[] {
  const rows = prepared(db, `${selectVersions} AND v.model_id = ? ORDER BY v.version DESC`).all(modelId);
  return (rows as readonly Row[]).map(toVersion);
}

/** Reads versions by id, in their order. */
export function readVersions(db: Db, ids: readonly string[]): ModelVersion[] {
  const rows = prepared(db, `${selectVersions} AND v.id IN (SELECT value FROM json_each(?))`).all(
    JSON.stringify(ids),
  ) as readonly Row[];
  const byId = new Map(rows.map((row) => [row.id, toVersion(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function toVersion(row: Row): ModelVersion {
  return {
    ...row,
    dirty: row.dirty === null ? null : row.dirty === 1,
    tags: JSON.parse(row.tags) as KeyValue[],
    aliases: JSON.parse(row.aliases) as string[],
    parents: JSON.parse(row.parents) as string[],
    registeredBy: JSON.parse(row.registeredBy) as Actor,
  };
}

/** A version by name and number, and the run or logged model it was registered from. */
export interface MadeVersion {
  readonly name: string;
  readonly number: number;
  readonly runId: string | null;
  readonly loggedModelId: string | null;
}

/** The versions that were registered from any of these runs or logged models. */
export function findVersionsMadeBy(
  db: Db,
  { runIds, modelIds }: { readonly runIds: readonly string[]; readonly modelIds: readonly string[] },
): MadeVersion[] {
  return prepared(
    db,
    `SELECT m.name, v.version AS number, v.run_id AS runId, v.logged_model_id AS loggedModelId
     FROM registry_versions v JOIN registry_models m ON m.id = v.model_id
     WHERE v.lifecycle = 'active' AND m.lifecycle = 'active' AND (
       v.run_id IN (SELECT value FROM json_each(?)) OR v.logged_model_id IN (SELECT value FROM json_each(?)))
     ORDER BY m.name, v.version`,
  ).all(JSON.stringify(runIds), JSON.stringify(modelIds)) as MadeVersion[];
}
