import { prepared, type Db } from '../store';

/** The interned id of a metric, param or tag name; makes it when new. */
export function internKey(db: Db, name: string): number {
  return findKey(db, name) ?? Number(prepared(db, 'INSERT INTO keys (name) VALUES (?)').run(name).lastInsertRowid);
}

/** The interned id of a name, or null when nothing was ever logged under it. */
export function findKey(db: Db, name: string): number | null {
  const row = prepared(db, 'SELECT id FROM keys WHERE name = ?').get(name) as { readonly id: number } | undefined;
  return row?.id ?? null;
}
