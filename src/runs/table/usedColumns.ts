import { prepared, type Db } from '../../store';
import { keyedKinds, tables, type KeyedKind } from './columns';
import { inSlices } from './slices';

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

/** The metrics, params and tags that any of the runs (row numbers) has. Of equally used ones the oldest keys are kept. */
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
  // Sorting by name is for what is shown: a store may have a million keys.
  const kept = found.length <= limit ? found : mostUsed(found, limit);
  const names = await readKeyNames(db, kept, signal);
  const columns = kept.map(({ kind, key, runs }) => ({ column: `${kind}s.${names.get(key) ?? ''}`, runs }));
  columns.sort((one, other) => other.runs - one.runs || (one.column < other.column ? -1 : 1));
  return { columns, total: found.length };
}

/** By interned key how many of the runs have it. */
export async function countKeys(
  db: Db,
  { kind, rows }: { readonly kind: KeyedKind; readonly rows: readonly number[] },
  signal: AbortSignal,
): Promise<Map<number, number>> {
  // Runs of one script have the same keys: as one text a run, they are counted once for all of them. It is five times as
  // fast as a GROUP BY of the keys.
  const shapes = new Map<string, number>();
  const read = prepared(
    db,
    `SELECT group_concat(key) FROM ${tables[kind]} WHERE run IN (SELECT value FROM json_each(?)) GROUP BY run`,
  ).pluck();
  await inSlices(rows, signal, (slice) => {
    for (const shape of read.all(JSON.stringify(slice)) as string[]) shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  });
  const counts = new Map<number, number>();
  const each = [...shapes];
  await inSlices([...each.keys()], signal, (slice) => {
    for (const index of slice) {
      const [shape = '', runs = 0] = each[index] ?? [];
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
  keys: readonly { readonly key: number }[],
  signal: AbortSignal,
): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  const read = prepared(db, 'SELECT id, name FROM keys WHERE id IN (SELECT value FROM json_each(?))').raw();
  const ids = [...new Set(keys.map(({ key }) => key))];
  await inSlices(ids, signal, (slice) => {
    for (const [id, name] of read.all(JSON.stringify(slice)) as [number, string][]) names.set(id, name);
  });
  return names;
}

async function findNamed(
  db: Db,
  { used, find }: { readonly used: readonly Used[]; readonly find: string },
  signal: AbortSignal,
): Promise<Used[]> {
  const names = await readKeyNames(db, used, signal);
  return used.filter(({ kind, key }) => `${kind}s.${names.get(key) ?? ''}`.toLowerCase().includes(find));
}

function mostUsed(used: readonly Used[], limit: number): Used[] {
  return used.toSorted((one, other) => other.runs - one.runs || one.key - other.key).slice(0, limit);
}
