import { addVersion, readLoggedModel, setLoggedModelTags, versionsTag, type KeyValue } from '../runs';
import { prepared, type Db } from '../store';
import { checkTag, findModel, touchModel } from './models';
import { readVersionOf } from './readVersions';
import { resolveSource } from './sources';
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
  readonly artifactsFolder: string;
  readonly now: number;
}

/**
 * Registers a version: its number is the highest ever of the model + 1, its stage None, its status READY at once (clients
 * wait for that). A logged model gets the version written into its tag `mlflow.modelVersions`.
 */
export function createVersion(db: Db, request: NewVersion): ModelVersion {
  const tags = request.tags ?? [];
  const isPrompt = tags.some((tag) => tag.key === 'mlflow.prompt.is_prompt' && tag.value.toLowerCase() === 'true');
  return db
    .transaction(() => {
      const model = findModel(db, request.name);
      const { now } = request;
      const origin = isPrompt
        ? { source: request.source, location: request.source, runId: request.runId, loggedModelId: undefined }
        : resolveSource(db, request);
      const { number } = prepared(
        db,
        'SELECT coalesce(max(number), 0) + 1 AS number FROM model_versions WHERE model = ?',
      ).get(model.id) as { readonly number: number };
      const id = newUlid(now);
      prepared(
        db,
        `INSERT INTO model_versions
           (id, model, number, staged, source, location, run_id, model_id, run_link, description, created, updated)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        id,
        model.id,
        number,
        now,
        origin.source,
        origin.location,
        origin.runId || null,
        origin.loggedModelId || null,
        request.runLink || null,
        request.description || null,
        now,
        now,
      );
      for (const tag of tags) writeVersionTag(db, id, tag);
      touchModel(db, model.id, now);
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
  { name, number, description, now }: { name: string; number: number; description: string; now: number },
): ModelVersion {
  const { id } = readVersion(db, name, number);
  prepared(db, 'UPDATE model_versions SET description = ?, updated = ? WHERE id = ?').run(description || null, now, id);
  return readVersion(db, name, number);
}

/** Deletes a version softly: its number stays taken, its aliases go. */
export function deleteVersion(db: Db, { name, number, now }: { name: string; number: number; now: number }): void {
  db.transaction(() => {
    const version = readVersion(db, name, number);
    prepared(db, "UPDATE model_versions SET lifecycle = 'deleted', updated = ? WHERE id = ?").run(now, version.id);
    prepared(db, 'DELETE FROM model_aliases WHERE version = ?').run(version.id);
    touchModel(db, version.modelId, now);
  }).immediate();
}

/** Sets a tag; the version's time of change stays, as with MLflow's server. */
export function setVersionTag(db: Db, { name, number, tag }: { name: string; number: number; tag: KeyValue }): void {
  db.transaction(() => writeVersionTag(db, readVersion(db, name, number).id, tag)).immediate();
}

/** Removes a tag; silent when there is none. */
export function deleteVersionTag(db: Db, { name, number, key }: { name: string; number: number; key: string }): void {
  const { id } = readVersion(db, name, number);
  prepared(db, 'DELETE FROM model_version_tags WHERE version = ? AND key = ?').run(id, key);
}

function writeVersionTag(db: Db, id: string, tag: KeyValue): void {
  checkTag(tag);
  prepared(
    db,
    'INSERT INTO model_version_tags (version, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(id, tag.key, tag.value);
}

function noteOnLoggedModel(db: Db, id: string, entry: { readonly name: string; readonly version: number }): void {
  const noted = readLoggedModel(db, id).tags.find((tag) => tag.key === versionsTag)?.value;
  setLoggedModelTags(db, id, [{ key: versionsTag, value: addVersion(noted, entry) }]);
}
