import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { ModelTrailError, toError } from '../protocol/errors';
import type { Migration } from './migrate';
import { migrate } from './migrate';

export type Db = Database.Database;

export interface OpenOptions {
  readonly migrations: readonly Migration[];
  readonly readOnly?: boolean;
}

/**
 * Opens the store for writing (the tracker alone does) or reading, and brings it to the newest version.
 * Throws `STORE_NEWER` for a file of a newer ModelTrail, `STORE_DAMAGED` for one SQLite cannot read,
 * `STORE_READ_ONLY` where the folder forbids writing, `DISK_FULL` when the disk is full.
 */
export function openStore(file: string, { migrations, readOnly = false }: OpenOptions): Db {
  let db: Db | undefined;
  try {
    db = new Database(file, { readonly: readOnly, fileMustExist: readOnly, timeout: 5000 });
    // A database of another program must not be taken over, and a damaged header shows at the first read.
    db.pragma('schema_version');
    if (!readOnly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('foreign_keys = ON');
      // Without it, INSERT OR REPLACE would delete rows past their triggers.
      db.pragma('recursive_triggers = ON');
      db.pragma('temp_store = MEMORY');
      db.pragma('cache_size = -32768');
      db.pragma('wal_autocheckpoint = 4000');
    }
    migrate(db, migrations, { file, readOnly });
    return db;
  } catch (error) {
    db?.close();
    throw toStoreError(error, file);
  }
}

/** Whether an error of SQLite says that a file or page is none of its own any more. */
export function isDamage(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^SQLITE_(CORRUPT|NOTADB)/.test(String(thrown.code));
}

/** SQLite's error codes as errors for people: what is wrong, where, what to do. Others pass unchanged. */
export function toStoreError(thrown: unknown, file: string): Error {
  const error = toError(thrown);
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof ModelTrailError) return error;
  if (isDamage(error)) {
    return new ModelTrailError('STORE_DAMAGED', `The store ${file} is damaged and was not changed.`, {
      hint: 'Run "modeltrail restore-backup FILE" with a backup; the damaged file is kept beside it.',
      cause: error,
    });
  }
  // The last is how a full disk shows when the index of the log has to grow.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return new ModelTrailError('DISK_FULL', `The disk that holds ${file} is full; nothing was recorded.`, {
      hint: 'Free some space; the client tries again.',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM')) {
    const what = existsSync(file) ? `The store ${file} cannot be written.` : `No store can be made at ${file}.`;
    return new ModelTrailError('STORE_READ_ONLY', what, {
      hint: 'Give your user the right to write this folder, or open a copy of it.',
      cause: error,
    });
  }
  return error;
}
