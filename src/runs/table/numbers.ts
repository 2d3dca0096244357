import type { Db } from '../../store';
import type { Stored, TableColumn } from './columns';
import { readNumber } from './number';
import { inSlices } from './slices';

interface Cells {
  /** Row numbers. */
  readonly rows: readonly number[];
  readonly columns: readonly TableColumn[];
}

/** SQLite's own limit of columns is 2,000; a statement of many look-ups takes long to prepare. */
const columnsAtOnce = 100;

/** Hands the values of columns to `take`, run by run; of many columns a part after another, from `first` on. */
export async function eachValues(
  db: Db,
  { rows, columns }: Cells,
  take: (row: number, values: readonly Stored[], first: number) => void,
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
      for (const [row, ...values] of read.all(...bindings, JSON.stringify(slice)) as [number, ...Stored[]][]) {
        take(row, values, first);
      }
    });
  }
}

/** As {@link eachValues}, for the finite numbers of columns, also where a param or tag has one as text. */
export async function eachNumber(
  db: Db,
  cells: Cells,
  take: (number: number, row: number, column: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await eachValues(
    db,
    cells,
    (row, values, first) => {
      for (const [index, value] of values.entries()) {
        const number = toFinite(value, cells.columns[first + index]?.kind);
        if (number !== null) take(number, row, first + index);
      }
    },
    signal,
  );
}

/** Infinities are stored as the largest doubles. */
function toFinite(value: Stored, kind: TableColumn['kind'] | undefined): number | null {
  const number = typeof value === 'string' && kind !== 'fact' ? readNumber(value) : value;
  return typeof number === 'number' && Math.abs(number) < Number.MAX_VALUE ? number : null;
}
