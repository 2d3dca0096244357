import { prepared, type Db } from '../store';

/** The row numbers of those of the runs that exist, in the Trash or not, in the order of the ids. */
export function findRows(db: Db, ids: readonly string[]): number[] {
  const found = prepared(db, 'SELECT id, uuid FROM runs WHERE uuid IN (SELECT value FROM json_each(?))').all(
    JSON.stringify(ids),
  ) as readonly { readonly id: number; readonly uuid: string }[];
  const rows = new Map(found.map(({ id, uuid }) => [uuid, id]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}
