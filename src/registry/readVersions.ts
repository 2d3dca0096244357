import { ModelTrailError } from '../protocol/errors';
import type { KeyValue } from '../runs';
import { prepared, type Db } from '../store';
import type { ModelVersion } from './types';

interface Row extends Omit<ModelVersion, 'tags' | 'aliases'> {
  readonly tags: string;
  readonly aliases: string;
}

const selectVersions = `
SELECT v.id, v.model AS modelId, m.name, v.number, v.stage, v.status, v.source, v.location, v.run_id AS runId,
  v.model_id AS loggedModelId, v.run_link AS runLink, v.description, v.created, v.updated,
  (SELECT json_group_array(json_object('key', t.key, 'value', t.value) ORDER BY t.key)
   FROM model_version_tags t WHERE t.version = v.id) AS tags,
  (SELECT json_group_array(a.alias ORDER BY a.alias) FROM model_aliases a WHERE a.version = v.id) AS aliases
FROM model_versions v JOIN registered_models m ON m.id = v.model
WHERE v.lifecycle = 'active'`;

/** Reads a version of a model by its number. Throws `VERSION_NOT_FOUND`. */
export function readVersionOf(
  db: Db,
  model: { readonly id: string; readonly name: string },
  number: number,
): ModelVersion {
  const row = prepared(db, `${selectVersions} AND v.model = ? AND v.number = ?`).get(model.id, number) as
    Row | undefined;
  if (row) return toVersion(row);
  throw new ModelTrailError('VERSION_NOT_FOUND', `Model Version (name=${model.name}, version=${number}) not found`);
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
  return { ...row, tags: JSON.parse(row.tags) as KeyValue[], aliases: JSON.parse(row.aliases) as string[] };
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
    `SELECT m.name, v.number, v.run_id AS runId, v.model_id AS loggedModelId
     FROM model_versions v JOIN registered_models m ON m.id = v.model
     WHERE v.lifecycle = 'active' AND m.lifecycle = 'active' AND (
       v.run_id IN (SELECT value FROM json_each(?)) OR v.model_id IN (SELECT value FROM json_each(?)))
     ORDER BY m.name, v.number`,
  ).all(JSON.stringify(runIds), JSON.stringify(modelIds)) as MadeVersion[];
}
