import type { Db } from '../../store';
import type { SearchContext } from '../../search';
import { readColumn } from './columns';
import { eachNumber } from './cells';

interface Extremes {
  readonly column: string;
  readonly min: number;
  readonly max: number;
}

interface Wanted {
  /** Row numbers. */
  readonly rows: readonly number[];
  readonly columns: readonly string[];
  readonly context: SearchContext;
}

/** The smallest and largest finite number of each column over the runs; columns without one are left out. */
export async function readExtremes(
  db: Db,
  { rows, columns, context }: Wanted,
  signal: AbortSignal,
): Promise<Extremes[]> {
  const read = columns.map((id) => readColumn(db, id, context));
  const found = columns.map((column) => ({ column, min: Infinity, max: -Infinity }));
  await eachNumber(
    db,
    { rows, columns: read },
    (number, _row, index) => {
      const extremes = found[index];
      if (!extremes) return;
      extremes.min = Math.min(extremes.min, number);
      extremes.max = Math.max(extremes.max, number);
    },
    signal,
  );
  return found.filter(({ min, max }) => min <= max);
}
