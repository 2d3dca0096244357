import type Database from 'better-sqlite3';
import type { Db } from './open';

const caches = new WeakMap<Db, Map<string, Database.Statement>>();

/** The statement of `sql`, prepared once per database; rows come as objects, integers as numbers. */
export function prepared(db: Db, sql: string): Database.Statement {
  let cache = caches.get(db);
  if (!cache) caches.set(db, (cache = new Map<string, Database.Statement>()));
  let statement = cache.get(sql);
  if (!statement) cache.set(sql, (statement = db.prepare(sql)));
  return statement;
}

const exactCaches = new WeakMap<Db, Map<string, Database.Statement>>();

/** As {@link prepared}, but integers come as BigInt: for columns that may hold all 64 bits (steps, timestamps). */
export function preparedExact(db: Db, sql: string): Database.Statement {
  let cache = exactCaches.get(db);
  if (!cache) exactCaches.set(db, (cache = new Map<string, Database.Statement>()));
  let statement = cache.get(sql);
  if (!statement) cache.set(sql, (statement = db.prepare(sql).safeIntegers(true)));
  return statement;
}
