import type { Db } from '../../store';
import type { ColumnType, Stored } from './columns';
import { cellReader } from './cells';
import { inSlices } from '../slices';
import { toTitle, type TableCells } from './tableText';

/** A column with a value for each run, in the order of the table. */
export interface ReadColumn {
  readonly title: string;
  readonly type: ColumnType;
  readonly values: readonly Stored[];
}

/** A table column by column. */
export async function readTableColumns(
  db: Db,
  { rows, columns }: TableCells,
  signal: AbortSignal,
): Promise<ReadColumn[]> {
  const read = cellReader(db, columns);
  const found = columns.map((column) => ({ title: toTitle(column), type: column.type, values: [] as Stored[] }));
  await inSlices(rows, signal, (slice) => {
    const cells = read(slice);
    for (const row of slice)
      for (const [index, { values }] of found.entries()) values.push(cells.get(row)?.[index] ?? null);
  });
  return found;
}
