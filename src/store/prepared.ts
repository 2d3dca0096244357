import type Database from 'better-sqlite3';
import type { Db } from './open';

/** How a statement gives its rows: as objects, as arrays, or as the value of their first column. */
export type RowForm = 'object' | 'array' | 'value';

/** A statement that is shared by all who prepare it; how it gives its rows was chosen then and stays. */
export type Prepared = Omit<Database.Statement, 'raw' | 'pluck' | 'expand' | 'safeIntegers' | 'bind'>;

type Cache = Map<string, Database.Statement>;

/** By database, by form and exactness, by SQL. */
const caches = new WeakMap<Db, Map<string, Cache>>();

/** The statement of `sql`, prepared once per database and form; integers come as numbers. */
export function prepared(db: Db, sql: string, form: RowForm = 'object'): Prepared {
  return cached(db, { sql, form, exact: false });
}

/** As {@link prepared}, but integers come as BigInt: for columns that may hold all 64 bits (steps, timestamps). */
export function preparedExact(db: Db, sql: string, form: RowForm = 'object'): Prepared {
  return cached(db, { sql, form, exact: true });
}

interface Wanted {
  readonly sql: string;
  readonly form: RowForm;
  readonly exact: boolean;
}

function cached(db: Db, { sql, form, exact }: Wanted): Prepared {
  const cache = cacheOf(db, exact ? `exact ${form}` : form);
  const known = cache.get(sql);
  if (known) return known;
  const statement = db.prepare(sql);
  if (exact) statement.safeIntegers(true);
  if (form === 'array') statement.raw(true);
  if (form === 'value') statement.pluck(true);
  cache.set(sql, statement);
  return statement;
}

function cacheOf(db: Db, manner: string): Cache {
  let ofDb = caches.get(db);
  if (!ofDb) caches.set(db, (ofDb = new Map<string, Cache>()));
  let cache = ofDb.get(manner);
  if (!cache) ofDb.set(manner, (cache = new Map<string, Database.Statement>()));
  return cache;
}
