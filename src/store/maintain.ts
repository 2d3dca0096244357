import { toError } from '../protocol/errors';
import { isDamage, type Db } from './open';

/** SQLite's own check of every page and index; `[]` when the store is whole, else its findings. */
export function checkIntegrity(db: Db): readonly string[] {
  try {
    const rows = db.pragma('integrity_check(20)') as readonly { readonly integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  } catch (error) {
    // Some damage ends the check itself.
    if (!isDamage(error)) throw error;
    return [toError(error).message];
  }
}

/** A consistent copy of the store into `file` while writing goes on (SQLite's online backup). */
export async function backupStore(db: Db, file: string): Promise<void> {
  await db.backup(file);
}

/** Folds the write-ahead log into the store, so that the file alone is whole. */
export function checkpoint(db: Db): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
}
