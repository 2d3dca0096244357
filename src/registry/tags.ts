import type { KeyValue } from '../runs';
import { prepared, type Db } from '../store';
import type { Author } from './audit/events';
import { record } from './audit/record';
import { findModel } from './models';
import { checkTag } from './names';
import { readVersionOf } from './readVersions';

/** A model, or one of its versions. */
export interface Tagged {
  readonly name: string;
  readonly number?: number;
}

/** Sets a tag; the time of change stays, as with MLflow's server. */
export function setTag(db: Db, author: Author, { tag, ...of }: Tagged & { readonly tag: KeyValue }): void {
  db.transaction(() => {
    const subject = subjectOf(db, of);
    checkTag(tag);
    if (findTag(db, subject, tag.key) === tag.value) return;
    record(db, author, { action: 'tag.set', ...subject, key: tag.key, value: tag.value });
  }).immediate();
}

/** Removes a tag; silent when there is none. */
export function deleteTag(db: Db, author: Author, { key, ...of }: Tagged & { readonly key: string }): void {
  db.transaction(() => {
    const subject = subjectOf(db, of);
    if (findTag(db, subject, key) === null) return;
    record(db, author, { action: 'tag.removed', ...subject, key });
  }).immediate();
}

interface Subject {
  readonly modelId: string;
  readonly model: string;
  readonly versionId?: string;
  readonly version?: number;
}

function subjectOf(db: Db, { name, number }: Tagged): Subject {
  const model = findModel(db, name);
  const subject = { modelId: model.id, model: model.name };
  if (number === undefined) return subject;
  return { ...subject, versionId: readVersionOf(db, model, number).id, version: number };
}

function findTag(db: Db, { versionId, modelId }: Subject, key: string): string | null {
  const found = prepared(db, 'SELECT value FROM registry_tags WHERE subject = ? AND key = ?').get(
    versionId ?? modelId,
    key,
  ) as { readonly value: string } | undefined;
  return found?.value ?? null;
}
