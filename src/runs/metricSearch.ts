import { setImmediate } from 'node:timers/promises';
import { findByPattern } from '../search';
import { prepared, type Db } from '../store';

/**
 * The metrics of the runs (row numbers) whose name a regular expression finds, by name. Throws `INVALID_VALUE`, `TOO_SLOW`.
 */
export async function findMetrics(
  db: Db,
  {
    rows,
    pattern,
    signal,
  }: { readonly rows: readonly number[]; readonly pattern: string; readonly signal: AbortSignal },
): Promise<string[]> {
  const names = new Set<string>();
  for (const row of rows) {
    const ofRun = prepared(db, 'SELECT k.name FROM metrics m JOIN keys k ON k.id = m.key WHERE m.run = ?').all(
      row,
    ) as readonly { readonly name: string }[];
    for (const { name } of ofRun) names.add(name);
    // Runs with thousands of metrics hold nothing up but each other.
    await setImmediate();
    signal.throwIfAborted();
  }
  return [...(await findByPattern(pattern, [...names], { signal }))].sort();
}
