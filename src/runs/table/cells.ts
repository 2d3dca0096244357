import { readNumber } from '../../protocol/number';
import type { Db } from '../../store';
import type { Stored, TableColumn } from './columns';
import { inSlices } from '../slices';

interface Cells {
  /** Row numbers. */
  readonly rows: readonly number[];
  readonly columns: readonly TableColumn[];
}

/** SQLite's own limit of columns is 2,000; a statement of many look-ups takes long to prepare. */
const columnsAtOnce = 100;

/** Reads the values of columns: by row number one a column, of a slice of runs at a time. */
export function cellReader(
  db: Db,
  columns: readonly TableColumn[],
): (rows: readonly number[]) => ReadonlyMap<number, readonly Stored[]> {
  const parts = Array.from({ length: Math.ceil(columns.length / columnsAtOnce) }, (_, index) => {
    const part = columns.slice(index * columnsAtOnce, (index + 1) * columnsAtOnce);
    const sql = `SELECT r.id, ${part.map(({ value }) => value.sql).join(', ')} FROM runs r
      WHERE r.id IN (SELECT value FROM json_each(?))`;
    return { read: db.prepare(sql).raw(), bindings: part.flatMap(({ value }) => value.bindings) };
  });
  return (rows) => {
    const cells = new Map<number, Stored[]>();
    const list = JSON.stringify(rows);
    for (const { read, bindings } of parts) {
      for (const [row, ...values] of read.all(...bindings, list) as [number, ...Stored[]][]) {
        const known = cells.get(row);
        if (known) known.push(...values);
        else cells.set(row, values);
      }
    }
    return cells;
  };
}

/** Hands the values of columns to `take`, run by run. */
export async function eachValues(
  db: Db,
  { rows, columns }: Cells,
  take: (row: number, values: readonly Stored[]) => void,
  signal: AbortSignal,
): Promise<void> {
  if (columns.length === 0) return;
  const read = cellReader(db, columns);
  await inSlices(rows, signal, (slice) => {
    for (const [row, values] of read(slice)) take(row, values);
  });
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
    (row, values) => {
      for (const [index, value] of values.entries()) {
        const number = toFinite(value, cells.columns[index]?.kind);
        if (number !== null) take(number, row, index);
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
