import { invalid } from '../runs';
import { prepared, type Db } from '../store';
import { findModel, touchModel } from './models';
import { toStage } from './names';
import { latestVersions } from './latestVersions';
import { readVersionOf } from './readVersions';
import type { ModelVersion } from './types';

/** As {@link latestVersions}, by names in any case. */
export function readLatestVersions(db: Db, name: string, asked: readonly string[]): ModelVersion[] {
  return latestVersions(db, findModel(db, name).id, asked.map(toStage));
}

export interface Transition {
  readonly name: string;
  readonly number: number;
  /** In any case. */
  readonly stage: string;
  /** Archives the other versions of that stage; only for Staging and Production. */
  readonly archiveExisting: boolean;
  readonly now: number;
}

/** Moves a version to a stage; staying in the same one is no move. */
export function moveToStage(db: Db, { name, number, stage: asked, archiveExisting, now }: Transition): ModelVersion {
  const stage = toStage(asked);
  if (archiveExisting && stage !== 'Staging' && stage !== 'Production') {
    throw invalid(
      `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. ` +
        'Valid stages are Staging, Production.',
    );
  }
  return db
    .transaction(() => {
      const model = findModel(db, name);
      const version = readVersionOf(db, model, number);
      if (archiveExisting) {
        prepared(
          db,
          `UPDATE model_versions SET stage = 'Archived', staged = ?, updated = ?
           WHERE model = ? AND stage = ? AND number <> ? AND lifecycle = 'active'`,
        ).run(now, now, model.id, stage, number);
      }
      if (version.stage !== stage) {
        prepared(db, 'UPDATE model_versions SET stage = ?, staged = ?, updated = ? WHERE id = ?').run(
          stage,
          now,
          now,
          version.id,
        );
        touchModel(db, model.id, now);
      }
      return readVersionOf(db, model, number);
    })
    .immediate();
}
