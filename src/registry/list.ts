import { prepared, type Db } from '../store';
import { foldName } from './names';
import type { Alias, Stage } from './types';

export interface ModelListQuery {
  /** Only models with a version in this stage. */
  readonly stage?: Stage | undefined;
  readonly limit: number;
  /** The name of the last model of the page before. */
  readonly after?: string | undefined;
  /** Only this model. */
  readonly name?: string | undefined;
}

/** What a list shows of a model. */
export interface ListedModel {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly updated: number;
  readonly versions: number;
  /** The highest number; null without a version. */
  readonly latest: number | null;
  /** Numbers in Staging and in Production; the one that came in last is first. */
  readonly staging: readonly number[];
  readonly production: readonly number[];
  readonly aliases: readonly Alias[];
}

interface Row extends Omit<ListedModel, 'staging' | 'production' | 'aliases'> {
  readonly staging: string;
  readonly production: string;
  readonly aliases: string;
}

const inStage = (stage: Stage): string => `
  (SELECT json_group_array(v.version ORDER BY v.stage_since DESC, v.version DESC) FROM registry_versions v
   WHERE v.model_id = m.id AND v.stage = '${stage}' AND v.lifecycle = 'active')`;

const columns = `
  m.id, m.name, m.description, m.updated_at AS updated,
  (SELECT count(*) FROM registry_versions v WHERE v.model_id = m.id AND v.lifecycle = 'active') AS versions,
  (SELECT max(v.version) FROM registry_versions v WHERE v.model_id = m.id AND v.lifecycle = 'active') AS latest,
  ${inStage('Staging')} AS staging, ${inStage('Production')} AS production,
  (SELECT json_group_array(json_object('alias', a.alias, 'version', v.version) ORDER BY a.alias)
   FROM registry_aliases a JOIN registry_versions v ON v.id = a.version_id WHERE a.model_id = m.id) AS aliases`;

const matching = `
  m.lifecycle = 'active' AND (:name IS NULL OR m.folded_name = :name)
  AND (:stage IS NULL OR EXISTS (SELECT 1 FROM registry_versions v
       WHERE v.model_id = m.id AND v.stage = :stage AND v.lifecycle = 'active'))`;

/** Models by name, a page of them; `total` counts all that match. */
export function listModels(
  db: Db,
  { stage, limit, after, name }: ModelListQuery,
): { models: ListedModel[]; total: number } {
  const filter = { stage: stage ?? null, name: name === undefined ? null : foldName(name) };
  const { total } = prepared(db, `SELECT count(*) AS total FROM registry_models m WHERE ${matching}`).get(filter) as {
    readonly total: number;
  };
  const rows = prepared(
    db,
    `SELECT ${columns} FROM registry_models m WHERE ${matching} AND (:after IS NULL OR m.folded_name > :after)
     ORDER BY m.folded_name LIMIT :limit`,
  ).all({ ...filter, limit, after: after === undefined ? null : foldName(after) }) as readonly Row[];
  return {
    total,
    models: rows.map((row) => ({
      ...row,
      staging: JSON.parse(row.staging) as number[],
      production: JSON.parse(row.production) as number[],
      aliases: JSON.parse(row.aliases) as Alias[],
    })),
  };
}
