import { ModelTrailError } from '../protocol/errors';
import { prepared, type Db } from '../store';
import { findKey, internKey } from './keys';
import { readActiveRun, touchRun } from './lifecycle';
import type { KeyValue } from './types';
import { writeTag } from './writeTag';

/** Sets a tag on an active run, as `writeTag`. */
export function setTag(db: Db, { id, key, value, now }: { id: string; now: number } & KeyValue): void {
  db.transaction(() => {
    const { row } = readActiveRun(db, id);
    writeTag(db, { row, key, value });
    touchRun(db, row, now);
  }).immediate();
}

/** Removes a tag from an active run. Throws `TAG_NOT_FOUND` when it has none. */
export function deleteTag(db: Db, { id, key }: { id: string; key: string }): void {
  const { row } = readActiveRun(db, id);
  const keyId = findKey(db, key);
  const { changes } = prepared(db, 'DELETE FROM tags WHERE run = ? AND key = ?').run(row, keyId);
  if (changes === 0) throw new ModelTrailError('TAG_NOT_FOUND', `No tag with name: ${key} in run with id ${id}`);
  if (key === 'mlflow.parentRunId') prepared(db, 'UPDATE runs SET parent = NULL WHERE id = ?').run(row);
}

/** Appends a model's description to the JSON list in tag `mlflow.log-model.history`, as 2.x clients expect. */
export function appendModelHistory(db: Db, { id, model, now }: { id: string; model: unknown; now: number }): void {
  db.transaction(() => {
    const { row } = readActiveRun(db, id);
    const key = 'mlflow.log-model.history';
    const old = prepared(db, 'SELECT value FROM tags WHERE run = ? AND key = ?').get(row, internKey(db, key)) as
      { readonly value: string } | undefined;
    const history = old ? (JSON.parse(old.value) as unknown[]) : [];
    history.push(model);
    prepared(
      db,
      'INSERT INTO tags (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ).run(row, internKey(db, key), JSON.stringify(history));
    touchRun(db, row, now);
  }).immediate();
}
