import type { Db } from '../../store';
import type { TableColumn } from './columns';
import { readNumber } from './number';
import { inSlices } from './slices';

/** Values of one run, one a column; null where it has no finite number. */
export type Numbers = readonly (number | null)[];

/** SQLite's own limit of columns is 2,000; a statement of many look-ups takes long to prepare. */
const columnsAtOnce = 100;

/** Hands the finite numbers of columns to `take`, run by run; of many columns a part after another, from `first` on. */
export async function eachNumbers(
  db: Db,
  { rows, columns }: { readonly rows: readonly number[]; readonly columns: readonly TableColumn[] },
  take: (row: number, numbers: Numbers, first: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let first = 0; first < columns.length; first += columnsAtOnce) {
    const part = columns.slice(first, first + columnsAtOnce);
    const read = db
      .prepare(
        `SELECT r.id, ${part.map(({ value }) => value.sql).join(', ')} FROM runs r
         WHERE r.id IN (SELECT value FROM json_each(?))`,
      )
      .raw();
    const bindings = part.flatMap(({ value }) => value.bindings);
    await inSlices(rows, signal, (slice) => {
      const found = read.all(...bindings, JSON.stringify(slice)) as [number, ...(number | string | null)[]][];
      for (const [row, ...values] of found)
        take(
          row,
          values.map((value, index) => toFinite(value, part[index]?.kind)),
          first,
        );
    });
  }
}

/** Infinities are stored as the largest doubles. */
function toFinite(value: number | string | null, kind: TableColumn['kind'] | undefined): number | null {
  const number = typeof value === 'string' && kind !== 'fact' ? readNumber(value) : value;
  return typeof number === 'number' && Math.abs(number) < Number.MAX_VALUE ? number : null;
}
