import { prepared, type Db } from '../store';
import { internKey } from './keys';
import { checkKey, cut, limits } from './limits';
import type { KeyValue } from './types';

const nameTag = 'mlflow.runName';

/**
 * Sets a tag on a run by row number; `mlflow.parentRunId` makes it a child, `mlflow.runName` renames it, but for an empty
 * name, which leaves the run's as it is. `place` is where the tag stands in its request.
 */
export function writeTag(
  db: Db,
  { row, key, value, place }: { readonly row: number; readonly place?: string } & KeyValue,
): void {
  checkKey('Tag', key, place);
  putTag(db, { row, key, value });
}

/** As {@link writeTag}, for any key: MLflow's server does not check the tags that a run is made with. */
export function putTag(db: Db, { row, key, value }: { readonly row: number } & KeyValue): void {
  if (key === nameTag) {
    if (value === '') return;
    prepared(db, 'UPDATE runs SET name = ? WHERE id = ?').run(value, row);
  }
  const kept = cut(value, limits.tagValue);
  prepared(
    db,
    'INSERT INTO tags (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(row, internKey(db, key), kept);
  if (key === 'mlflow.parentRunId') prepared(db, 'UPDATE runs SET parent = ? WHERE id = ?').run(kept, row);
}
