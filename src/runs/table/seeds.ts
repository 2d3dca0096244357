import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isSeedName } from '../../protocol/seedName';
import { prepared, type Db } from '../../store';
import { inSlices } from '../slices';

/**
 * By row number what a run is but for its seed: equal texts are runs of one experiment, code and script with equal params.
 * Runs whose code was never recorded count as of equal code; one whose uncommitted changes are unknown is like no other.
 */
export async function readRecipes(
  db: Db,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const seeds = JSON.stringify(await listSeedKeys(db, signal));
  const recipes = new Map<number, string>();
  // Rows come in the order of the primary key (run, key); lengths keep values apart.
  const read = prepared(
    db,
    `SELECT run, group_concat(key || ':' || length(value) || ':' || value) FROM params
     WHERE run IN (SELECT value FROM json_each(?)) AND key NOT IN (SELECT value FROM json_each(?)) GROUP BY run`,
    'array',
  );
  await inSlices(rows, signal, (slice) => {
    const origins = readOrigins(db, slice);
    const params = new Map(read.all(JSON.stringify(slice), seeds) as [number, string][]);
    for (const row of slice) recipes.set(row, digest(`${origins.get(row) ?? row} ${params.get(row) ?? ''}`));
  });
  return recipes;
}

/** By row number a run's experiment, code and script, as text: runs that differ in it have different recipes. */
export function readOrigins(db: Db, rows: readonly number[]): ReadonlyMap<number, string> {
  const read = prepared(
    db,
    `SELECT r.id, json_array(CAST(r.experiment AS TEXT), coalesce(c.tree, c.commit_id),
       CASE WHEN c.tree IS NULL AND c.dirty THEN r.id END,
       (SELECT t.value FROM tags t WHERE t.run = r.id AND t.key = (SELECT id FROM keys WHERE name = 'mlflow.source.name')))
     FROM runs r LEFT JOIN run_code c ON c.run = r.id WHERE r.id IN (SELECT value FROM json_each(?))`,
    'array',
  );
  return new Map(read.all(JSON.stringify(rows)) as [number, string][]);
}

/** Names looked at between two turns of the event loop. */
const namesAtOnce = 20_000;

async function listSeedKeys(db: Db, signal: AbortSignal): Promise<number[]> {
  const seeds: number[] = [];
  const last = Number(prepared(db, 'SELECT max(id) FROM keys', 'value').get() ?? 0);
  const read = prepared(
    db,
    `SELECT id, name FROM keys WHERE id > ? AND id <= ? AND (name LIKE '%seed%' OR name LIKE '%state')`,
    'array',
  );
  for (let from = 0; from < last; from += namesAtOnce) {
    for (const [id, name] of read.all(from, from + namesAtOnce) as [number, string][]) {
      if (isSeedName(name)) seeds.push(id);
    }
    await setImmediate();
    signal.throwIfAborted();
  }
  return seeds;
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}
