import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../../store';
import { tables, type KeyedKind } from './columns';

/** Runs read between two turns of the event loop: what training scripts log never waits for a table. */
const rowsAtOnce = 500;

export interface UsedColumn {
  readonly column: string;
  /** How many of the runs have a value. */
  readonly runs: number;
}

/** Every metric, param and tag that any of the runs has, the most used first, then by name. */
export async function listUsedColumns(db: Db, rows: readonly number[], signal: AbortSignal): Promise<UsedColumn[]> {
  const used: UsedColumn[] = [];
  for (const kind of ['metric', 'param', 'tag'] as const) {
    const counts = await countKeys(db, { kind, rows }, signal);
    for (const [key, runs] of counts) used.push({ column: `${kind}s.${key}`, runs });
  }
  return used.sort((one, other) => other.runs - one.runs || (one.column < other.column ? -1 : 1));
}

async function countKeys(
  db: Db,
  { kind, rows }: { readonly kind: KeyedKind; readonly rows: readonly number[] },
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const counts = new Map<number, number>();
  const count = prepared(
    db,
    `SELECT key, count(*) FROM ${tables[kind]} WHERE run IN (SELECT value FROM json_each(?)) GROUP BY key`,
  ).raw();
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const found = count.all(JSON.stringify(rows.slice(from, from + rowsAtOnce))) as readonly [number, number][];
    for (const [key, runs] of found) counts.set(key, (counts.get(key) ?? 0) + runs);
    await setImmediate();
    signal.throwIfAborted();
  }
  const names = prepared(db, 'SELECT id, name FROM keys WHERE id IN (SELECT value FROM json_each(?))').raw();
  const named = names.all(JSON.stringify([...counts.keys()])) as readonly [number, string][];
  return new Map(named.map(([key, name]) => [name, counts.get(key) ?? 0]));
}
