import type Database from 'better-sqlite3';
import { ModelTrailError } from '../protocol/errors';

/** One step of the schema: `sql` (or `run` where SQL alone cannot do it) leads from version - 1 to version. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** The schema version of the store, from `PRAGMA user_version`. */
export function storeVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * Applies the missing migrations in order, each in one transaction, so that a crash leaves a whole older version.
 * Throws `STORE_NEWER` (and changes nothing) when the file comes from a newer ModelTrail.
 */
export function migrate(
  db: Database.Database,
  migrations: readonly Migration[],
  { file, readOnly }: { readonly file: string; readonly readOnly: boolean },
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = storeVersion(db);
  if (current > newest) {
    throw new ModelTrailError(
      'STORE_NEWER',
      `The store ${file} has version ${current}; this ModelTrail reads up to ${newest}. It was not changed.`,
      { hint: 'Update ModelTrail, or restore an older backup.' },
    );
  }
  if (readOnly) return;
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}
