import { invalid } from '../runs';
import { prepared, type Db } from '../store';
import type { Author } from './audit/events';
import { record } from './audit/record';
import { latestVersions } from './latestVersions';
import { findModel } from './models';
import { checkReason, toStage } from './names';
import { readVersionOf, readVersions } from './readVersions';
import type { ModelVersion, Stage } from './types';
import { subjectOf } from './versions';

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
  readonly reason?: string | undefined;
}

/** One version that moved. */
export interface StageChange {
  readonly version: number;
  readonly from: Stage;
  readonly to: Stage;
  readonly kind: 'ungoverned' | 'system';
}

export interface Moved {
  readonly version: ModelVersion;
  /** Empty when it was in that stage and nothing was to be archived. */
  readonly changes: readonly StageChange[];
}

/** Moves a version of a model without a policy to a stage; staying in the same one is no move. */
export function moveToStage(
  db: Db,
  author: Author,
  { name, number, stage: asked, archiveExisting, reason }: Transition,
): Moved {
  const stage = toStage(asked);
  if (reason !== undefined) checkReason(reason);
  if (archiveExisting && stage !== 'Staging' && stage !== 'Production') {
    throw invalid(
      `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. ` +
        "Valid stages are ['Staging', 'Production']",
    );
  }
  return db
    .transaction(() => {
      const model = findModel(db, name);
      const version = readVersionOf(db, model, number);
      const changes: StageChange[] = [];
      const move = (moved: ModelVersion, to: Stage, cause: { readonly causeSeq?: number | undefined }): number => {
        const kind = cause.causeSeq === undefined ? 'ungoverned' : 'system';
        changes.push({ version: moved.number, from: moved.stage, to, kind });
        const change = { action: 'stage.changed', from: moved.stage, to, kind, policy: null, reason } as const;
        return record(db, author, { ...change, ...subjectOf(moved), ...cause }).seq;
      };
      const others = archiveExisting ? readOthers(db, { modelId: model.id, stage, except: number }) : [];
      const causeSeq = version.stage === stage ? undefined : move(version, stage, {});
      for (const other of others) move(other, 'Archived', { causeSeq });
      return { version: readVersionOf(db, model, number), changes };
    })
    .immediate();
}

function readOthers(
  db: Db,
  { modelId, stage, except }: { readonly modelId: string; readonly stage: Stage; readonly except: number },
): ModelVersion[] {
  const rows = prepared(
    db,
    `SELECT id FROM registry_versions WHERE model_id = ? AND stage = ? AND version <> ? AND lifecycle = 'active'
     ORDER BY version`,
  ).all(modelId, stage, except) as readonly { readonly id: string }[];
  return readVersions(
    db,
    rows.map(({ id }) => id),
  );
}
