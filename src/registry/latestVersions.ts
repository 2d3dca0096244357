import { prepared, type Db } from '../store';
import { readVersions } from './readVersions';
import { stages, type ModelVersion, type Stage } from './types';

/** The highest number of each stage of a model, in the order of the stages; all four when none is asked for. */
export function latestVersions(db: Db, modelId: string, asked: readonly Stage[] = []): ModelVersion[] {
  const wanted = stages.filter((stage) => asked.length === 0 || asked.includes(stage));
  const ids = wanted.flatMap((stage) => {
    const found = prepared(
      db,
      "SELECT id FROM registry_versions WHERE model_id = ? AND stage = ? AND lifecycle = 'active' ORDER BY version DESC LIMIT 1",
    ).get(modelId, stage) as { readonly id: string } | undefined;
    return found ? [found.id] : [];
  });
  return readVersions(db, ids);
}
