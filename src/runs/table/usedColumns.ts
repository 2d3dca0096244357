import { prepared, type Db } from '../../store';
import { keyedKinds, tables, type KeyedKind } from './columns';
import { inSlices } from '../slices';

interface UsedColumns {
  /** The most used first, then by name. */
  readonly columns: readonly { readonly column: string; readonly runs: number }[];
  /** How many there are in all. */
  readonly total: number;
}

interface Wanted {
  /** Only names that hold this, in any case. */
  readonly find: string;
  readonly limit: number;
}

interface Used {
  readonly kind: KeyedKind;
  readonly key: number;
  readonly runs: number;
}

/** The metrics, params and tags that any of the runs (row numbers) has. Of equally used ones those met first are kept. */
export async function listUsedColumns(
  db: Db,
  { rows, find, limit }: Wanted & { readonly rows: readonly number[] },
  signal: AbortSignal,
): Promise<UsedColumns> {
  const used: Used[] = [];
  for (const kind of keyedKinds) {
    for (const [key, runs] of await countKeys(db, { kind, rows }, signal)) used.push({ kind, key, runs });
  }
  const found = find === '' ? used : await findNamed(db, { used, find: find.toLowerCase() }, signal);
  const kept = mostUsed(found, limit);
  const names = await readKeyNames(
    db,
    kept.map(({ key }) => key),
    signal,
  );
  const columns = kept.map((each) => ({ column: toColumn(each, names), runs: each.runs }));
  columns.sort((one, other) => other.runs - one.runs || (one.column < other.column ? -1 : 1));
  return { columns, total: found.length };
}

type Keys = ReadonlySet<number> | undefined;

/** By interned key how many of the runs have it; of all keys, or of those in `only`. */
export async function countKeys(
  db: Db,
  { kind, rows, only }: { readonly kind: KeyedKind; readonly rows: readonly number[]; readonly only?: Keys },
  signal: AbortSignal,
): Promise<Map<number, number>> {
  // Runs of one script have the same keys: as one text a run, they are counted once for all of them. It is five times as
  // fast as a GROUP BY of the keys.
  const shapes = new Map<string, number>();
  const read = prepared(
    db,
    `SELECT group_concat(key) FROM ${tables[kind]} WHERE run IN (SELECT value FROM json_each(?))
     ${only ? 'AND key IN (SELECT value FROM json_each(?))' : ''} GROUP BY run`,
    'value',
  );
  const keys = only ? [JSON.stringify([...only])] : [];
  await inSlices(only?.size === 0 ? [] : rows, signal, (slice) => {
    for (const shape of read.all(JSON.stringify(slice), ...keys) as string[])
      shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  });
  const counts = new Map<number, number>();
  await inSlices([...shapes], signal, (slice) => {
    for (const [shape, runs] of slice) {
      for (const text of shape.split(',')) {
        const key = Number(text);
        counts.set(key, (counts.get(key) ?? 0) + runs);
      }
    }
  });
  return counts;
}

/** The names of interned keys. */
export async function readKeyNames(
  db: Db,
  keys: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  await inSlices(keys, signal, (slice) => {
    for (const [key, name] of readNames(db, slice)) names.set(key, name);
  });
  return names;
}

function readNames(db: Db, keys: readonly number[]): ReadonlyMap<number, string> {
  const read = prepared(db, 'SELECT id, name FROM keys WHERE id IN (SELECT value FROM json_each(?))', 'array');
  return new Map(read.all(JSON.stringify(keys)) as [number, string][]);
}

async function findNamed(
  db: Db,
  { used, find }: { readonly used: readonly Used[]; readonly find: string },
  signal: AbortSignal,
): Promise<Used[]> {
  const found: Used[] = [];
  await inSlices(used, signal, (slice) => {
    const names = readNames(
      db,
      slice.map(({ key }) => key),
    );
    for (const each of slice) {
      if (toColumn(each, names).toLowerCase().includes(find)) found.push(each);
    }
  });
  return found;
}

function toColumn({ kind, key }: Used, names: ReadonlyMap<number, string>): string {
  return `${kind}s.${names.get(key) ?? ''}`;
}

/** Without a sort: a store may have a million keys. */
function mostUsed(used: readonly Used[], limit: number): Used[] {
  if (used.length <= limit) return [...used];
  const having = new Map<number, number>();
  for (const { runs } of used) having.set(runs, (having.get(runs) ?? 0) + 1);
  let room = limit;
  let least = 0;
  for (const [runs, count] of [...having].sort(([one], [other]) => other - one)) {
    least = runs;
    if (count >= room) break;
    room -= count;
  }
  // `room` is left for those that are used least of what is kept.
  return used.filter(({ runs }) => runs > least || (runs === least && (room -= 1) >= 0));
}
