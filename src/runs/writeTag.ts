import { prepared, type Db } from '../store';
import { internKey } from './keys';
import { checkKey, cut, limits } from './limits';
import type { KeyValue } from './types';

/** Sets a tag on a run by row number; `mlflow.parentRunId` makes it a child. */
export function writeTag(db: Db, { row, key, value }: { readonly row: number } & KeyValue): void {
  checkKey('Tag', key);
  const kept = cut(value, limits.tagValue);
  prepared(
    db,
    'INSERT INTO tags (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(row, internKey(db, key), kept);
  if (key === 'mlflow.parentRunId') prepared(db, 'UPDATE runs SET parent = ? WHERE id = ?').run(kept, row);
}
