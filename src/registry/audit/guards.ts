import { prepared, type Db } from '../../store';
import type { Author } from './events';
import { record, systemActor } from './record';
import { auditGuards, guardNames, type GuardName } from './schema';

/** The guards of the log that are not there as they should be. */
export function findMissingGuards(db: Db): GuardName[] {
  const rows = prepared(db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all() as readonly {
    readonly name: string;
    readonly sql: string;
  }[];
  const found = new Map(rows.map(({ name, sql }) => [name, sql]));
  return guardNames.filter((name) => found.get(name) !== auditGuards[name]);
}

/** Makes missing guards again, which the log says. Returns their names. */
export function restoreGuards(db: Db, author: Omit<Author, 'actor'>): GuardName[] {
  const missing = findMissingGuards(db);
  if (missing.length === 0) return [];
  db.transaction(() => {
    for (const name of missing) db.exec(`DROP TRIGGER IF EXISTS ${name}; ${auditGuards[name]}`);
    record(db, { ...author, actor: systemActor }, { action: 'store.repaired', guards: missing });
  }).immediate();
  return missing;
}
