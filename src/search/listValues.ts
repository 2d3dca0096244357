import type { Db } from '../store';
import type { Sql } from './compile';
import { toContainsGlob } from './patterns';
import type { Target } from './target';
import type { Entity } from './vocabulary';

export interface ValueQuery {
  /** The caller's own condition on the rows whose values count. */
  readonly where: Sql;
  /** What a value must hold, in any case; empty for all. */
  readonly typed: string;
  readonly limit: number;
}

/** Rows that are looked at, the newest; that keeps an answer within some ten milliseconds. */
const newestRows = 10_000;
/** Bytes of the longest value that anyone would choose from a list. */
const longestValue = 1000;

/** The texts that a field has, the most used first, with how many rows have them. */
export function listValues(
  db: Db,
  target: Target,
  entity: Entity,
  { where, typed, limit }: ValueQuery,
): readonly { readonly text: string; readonly rows: number }[] {
  if (typed.length > longestValue) return [];
  const { value, from, on } = target.source(entity);
  const conditions: Sql[] = [
    {
      sql: `${target.id} IN (SELECT ${target.id} FROM ${target.from} WHERE ${where.sql} ORDER BY ${target.id} DESC LIMIT ?)`,
      bindings: [...where.bindings, newestRows],
    },
    ...(on ? [on] : []),
    // The length is known without reading a long value.
    { sql: `octet_length(${value}) BETWEEN 1 AND ?`, bindings: [longestValue] },
    ...(typed === '' ? [] : [{ sql: `${value} GLOB ?`, bindings: [toContainsGlob(typed, entity)] }]),
  ];
  // CROSS JOIN: each row looks its value up, by the key of that table.
  const source = from === undefined ? target.from : `${target.from} CROSS JOIN ${from}`;
  return db
    .prepare(
      `SELECT ${value} AS text, count(DISTINCT ${target.id}) AS rows FROM ${source}
       WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
       GROUP BY text ORDER BY rows DESC, text LIMIT ?`,
    )
    .all(...conditions.flatMap(({ bindings }) => bindings), limit) as { text: string; rows: number }[];
}
