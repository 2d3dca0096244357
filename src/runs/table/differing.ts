import type { SearchContext } from '../../search';
import { prepared, type Db } from '../../store';
import { findKey } from '../keys';
import { factNames, keyedKinds, keyOf, readColumn, tables, type KeyedKind, type Stored } from './columns';
import { eachValues } from './cells';
import { inSlices } from '../slices';
import { countKeys, readKeyNames } from './usedColumns';

interface Runs {
  /** Row numbers. */
  readonly rows: readonly number[];
  readonly context: SearchContext;
}

/**
 * The columns in which the runs do not all have the same value, a missing one being a value; facts first. Of a store with
 * very many keys better ask for `only` those that are shown.
 */
export async function listDiffering(
  db: Db,
  { rows, context, only }: Runs & { readonly only?: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<string[]> {
  const differing = await listFacts(db, { rows, context }, signal);
  for (const kind of keyedKinds) {
    const keys = await listKeys(db, { kind, rows, only: only && keysOf(db, kind, only) }, signal);
    for (const name of (await readKeyNames(db, keys, signal)).values()) differing.push(`${kind}s.${name}`);
  }
  return only ? only.filter((column) => differing.includes(column)) : differing;
}

function keysOf(db: Db, kind: KeyedKind, columns: readonly string[]): ReadonlySet<number> {
  const keys = columns.map(keyOf).flatMap((column) => (column?.kind === kind ? (findKey(db, column.key) ?? []) : []));
  return new Set(keys);
}

async function listFacts(db: Db, { rows, context }: Runs, signal: AbortSignal): Promise<string[]> {
  const columns = factNames.map((name) => readColumn(db, name, context));
  const first: Stored[] = [];
  const differing = new Set<number>();
  await eachValues(
    db,
    { rows, columns },
    (_row, values) => {
      if (first.length === 0) first.push(...values);
      for (const [index, value] of values.entries()) if (value !== first[index]) differing.add(index);
    },
    signal,
  );
  return factNames.filter((_name, index) => differing.has(index));
}

interface KeyQuery {
  readonly kind: KeyedKind;
  readonly rows: readonly number[];
  readonly only: ReadonlySet<number> | undefined;
}

async function listKeys(db: Db, { kind, rows, only }: KeyQuery, signal: AbortSignal): Promise<number[]> {
  const counts = await countKeys(db, { kind, rows, only }, signal);
  const same = new Map<number, Stored | undefined>();
  for (const [key, runs] of counts) if (runs === rows.length) same.set(key, undefined);
  // Most keys that differ do so within the first few runs; after those only the others are read.
  const read = prepared(
    db,
    `SELECT key, min(value), max(value) FROM ${tables[kind]} WHERE run IN (SELECT value FROM json_each(?))
       AND key IN (SELECT value FROM json_each(?)) GROUP BY key`,
    'array',
  );
  // Runs that are equal in all of those are told by one text a run, which is much faster than a GROUP BY. Not so of
  // metrics: as text two doubles may look the same.
  const readTexts = prepared(
    db,
    `SELECT DISTINCT group_concat(length(value) || ':' || value) FROM ${tables[kind]}
     WHERE run IN (SELECT value FROM json_each(?)) AND key IN (SELECT value FROM json_each(?)) GROUP BY run`,
    'value',
  );
  let text: unknown;
  await inSlices(rows, signal, (slice) => {
    if (same.size === 0) return;
    if (kind !== 'metric') {
      const texts = readTexts.all(JSON.stringify(slice), JSON.stringify([...same.keys()]));
      const isEqual = texts.length === 1 && texts[0] === text;
      text = texts.length === 1 ? texts[0] : undefined;
      if (isEqual) return;
    }
    const before = same.size;
    const found = read.all(JSON.stringify(slice), JSON.stringify([...same.keys()])) as [number, Stored, Stored][];
    for (const [key, least, most] of found) {
      const known = same.get(key) ?? least;
      if (least === most && least === known) same.set(key, known);
      else same.delete(key);
    }
    if (same.size < before) text = undefined;
  });
  return [...counts.keys()].filter((key) => !same.has(key));
}
