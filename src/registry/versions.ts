import { ModelTrailError } from '../protocol/errors';
import {
  addVersion,
  findRows,
  readLoggedModel,
  readRunCode,
  setLoggedModelTags,
  versionsTag,
  type KeyValue,
} from '../runs';
import { prepared, type Db } from '../store';
import type { Author, EventFields } from './audit/events';
import { record } from './audit/record';
import { findModel } from './models';
import { checkDescription, checkTag } from './names';
import { readVersionOf } from './readVersions';
import { checkSemver, nextSemver } from './semver';
import { resolveSource, type Origin } from './sources';
import type { ModelVersion } from './types';
import { newUlid } from './ulid';

export interface NewVersion {
  readonly name: string;
  readonly source: string;
  readonly runId?: string | undefined;
  readonly loggedModelId?: string | undefined;
  readonly runLink?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly KeyValue[];
  /** `vX.Y.Z`; absent: the greatest there is with patch + 1. */
  readonly semver?: string | undefined;
  /** References `NAME/VERSION` of the versions it was made of. */
  readonly parents?: readonly string[];
  readonly artifactsFolder: string;
}

/**
 * Registers a version: its number is the highest ever of the model + 1, its stage None, its status READY at once (clients
 * wait for that). A logged model gets the version written into its tag `mlflow.modelVersions`.
 */
export function createVersion(db: Db, author: Author, request: NewVersion): ModelVersion {
  const { tags = [], description = '' } = request;
  const isPrompt = tags.some((tag) => tag.key === 'mlflow.prompt.is_prompt' && tag.value.toLowerCase() === 'true');
  checkDescription(description);
  if (request.semver !== undefined) checkSemver(request.semver);
  return db
    .transaction(() => {
      const model = findModel(db, request.name);
      const origin = isPrompt
        ? {
            source: request.source,
            location: request.source,
            runId: request.runId,
            loggedModelId: undefined,
            parents: [],
          }
        : resolveSource(db, request);
      tags.forEach(checkTag);
      const number = nextNumber(db, model.id);
      record(db, author, {
        action: 'version.registered',
        modelId: model.id,
        model: model.name,
        versionId: newUlid(author.now),
        version: number,
        semver: chooseSemver(db, model, request.semver),
        source: origin.source,
        location: origin.location,
        runId: origin.runId || undefined,
        loggedModelId: origin.loggedModelId || undefined,
        runLink: request.runLink || undefined,
        description: description || undefined,
        tags,
        parents: [...new Set([...origin.parents, ...(request.parents ?? [])])],
        git: codeOf(db, origin),
      });
      // A copy of another version (no model in the request) is not noted, as with MLflow's server.
      if (request.loggedModelId && origin.loggedModelId) {
        noteOnLoggedModel(db, origin.loggedModelId, { name: model.name, version: number });
      }
      return readVersionOf(db, model, number);
    })
    .immediate();
}

/** Reads a version. Throws `MODEL_NOT_FOUND` or `VERSION_NOT_FOUND`. */
export function readVersion(db: Db, name: string, number: number): ModelVersion {
  return readVersionOf(db, findModel(db, name), number);
}

export function describeVersion(
  db: Db,
  author: Author,
  { name, number, description }: { readonly name: string; readonly number: number; readonly description: string },
): ModelVersion {
  checkDescription(description);
  db.transaction(() => {
    const version = readVersion(db, name, number);
    record(db, author, { action: 'version.described', ...subjectOf(version), description });
  }).immediate();
  return readVersion(db, name, number);
}

/** Deletes a version softly: its number stays taken, its aliases go. */
export function deleteVersion(
  db: Db,
  author: Author,
  { name, number }: { readonly name: string; readonly number: number },
): void {
  db.transaction(() => {
    record(db, author, { action: 'version.deleted', ...subjectOf(readVersion(db, name, number)) });
  }).immediate();
}

/** How events name a version. */
export function subjectOf(version: ModelVersion) {
  return {
    modelId: version.modelId,
    model: version.name,
    versionId: version.id,
    version: version.number,
    rootDigest: version.rootDigest ?? undefined,
  };
}

function nextNumber(db: Db, modelId: string): number {
  const { number } = prepared(
    db,
    'SELECT coalesce(max(version), 0) + 1 AS number FROM registry_versions WHERE model_id = ?',
  ).get(modelId) as { readonly number: number };
  return number;
}

function chooseSemver(db: Db, model: { readonly id: string; readonly name: string }, asked?: string): string {
  if (asked === undefined) {
    const greatest = prepared(
      db,
      `SELECT semver FROM registry_versions WHERE model_id = ? AND semver IS NOT NULL
       ORDER BY semver_order DESC LIMIT 1`,
    ).get(model.id) as { readonly semver: string } | undefined;
    return nextSemver(greatest?.semver ?? null);
  }
  const taken = prepared(db, 'SELECT version FROM registry_versions WHERE model_id = ? AND semver = ?').get(
    model.id,
    asked,
  ) as { readonly version: number } | undefined;
  if (taken) {
    throw new ModelTrailError('ALREADY_EXISTS', `${asked} of ${model.name} is version ${taken.version}.`, {
      hint: 'Semantic versions are never used twice, not even those of deleted versions; choose another.',
    });
  }
  return asked;
}

/** The commit of the run that made it, as the run was stamped. */
function codeOf(db: Db, { runId }: Origin): EventFields['version.registered']['git'] {
  const [row] = runId ? findRows(db, [runId]) : [];
  const code = row === undefined ? null : readRunCode(db, row);
  return code?.commit ? { commit: code.commit, branch: code.branch, dirty: code.dirty } : undefined;
}

function noteOnLoggedModel(db: Db, id: string, entry: { readonly name: string; readonly version: number }): void {
  const noted = readLoggedModel(db, id).tags.find((tag) => tag.key === versionsTag)?.value;
  setLoggedModelTags(db, id, [{ key: versionsTag, value: addVersion(noted, entry) }]);
}
