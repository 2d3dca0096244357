import { ModelTrailError } from '../protocol/errors';
import { prepared, type Db } from '../store';
import { readByAlias } from './aliases';
import { findModel, findModelOrNull } from './models';
import { readVersionOf, readVersions } from './readVersions';
import type { ModelVersion } from './types';

/** What a word names: a model, or one of its versions. */
export interface Reference {
  readonly name: string;
  readonly version: ModelVersion | null;
}

/**
 * What `NAME`, `NAME/VERSION`, `NAME@alias` or `NAME/vX.Y.Z` names. Throws `MODEL_NOT_FOUND` and `VERSION_NOT_FOUND`, the
 * latter for an unknown alias too.
 */
export function resolveReference(db: Db, text: string): Reference {
  const slash = text.lastIndexOf('/');
  if (slash >= 0) {
    const model = findModel(db, text.slice(0, slash));
    return { name: model.name, version: resolveVersion(db, model, text.slice(slash + 1)) };
  }
  const whole = findModelOrNull(db, text);
  const at = text.lastIndexOf('@');
  if (whole || at < 0) return { name: whole?.name ?? findModel(db, text).name, version: null };
  const { name } = findModel(db, text.slice(0, at));
  try {
    return { name, version: readByAlias(db, name, text.slice(at + 1)) };
  } catch (cause) {
    if (!(cause instanceof ModelTrailError && cause.code === 'INVALID_VALUE')) throw cause;
    throw new ModelTrailError('VERSION_NOT_FOUND', `${name} has no alias '${text.slice(at + 1)}'.`, { cause });
  }
}

function resolveVersion(db: Db, model: { readonly id: string; readonly name: string }, text: string): ModelVersion {
  if (/^\d{1,15}$/.test(text)) return readVersionOf(db, model, Number(text));
  const row = prepared(
    db,
    "SELECT id FROM registry_versions WHERE model_id = ? AND semver = ? AND lifecycle = 'active'",
  ).get(model.id, text) as { readonly id: string } | undefined;
  const [version] = row === undefined ? [] : readVersions(db, [row.id]);
  if (version) return version;
  throw new ModelTrailError('VERSION_NOT_FOUND', `${model.name} has no version '${text}'.`, {
    hint: 'Write NAME/2, NAME@alias or NAME/v1.2.3.',
  });
}
