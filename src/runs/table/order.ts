import type { TableQuery } from '../../protocol/table';
import { tableLimit } from '../../protocol/table';
import type { Db } from '../../store';
import { matchRuns, type RunFilter } from '../search';
import { inSlices, sortInSlices } from '../slices';
import { readColumn, type Stored, type TableColumn } from './columns';
import { teachSortable, type Sortable } from './sortable';

/** Which runs a table holds and in which order, but for their grouping. */
export interface OrderQuery extends RunFilter {
  readonly sort: readonly SortKey[];
}

export type SortKey = NonNullable<TableQuery['sort']>[number];

/** A run at its place in a table. */
export interface OrderedRun {
  /** `runs.id`. */
  readonly row: number;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly start: number | null;
  /** The asked value, as the store has it. */
  readonly value: Stored;
}

interface OrderOptions {
  /** The column whose value each run brings. */
  readonly value?: TableColumn | undefined;
  readonly signal: AbortSignal;
}

interface Order {
  /** At most {@link tableLimit}. */
  readonly runs: readonly OrderedRun[];
  /** How many match. */
  readonly total: number;
}

type Sorted = OrderedRun & { readonly keys: readonly Sortable[] };

/**
 * The runs that match, in the order of a table: numbers (also as text of params and tags), then NaN, then other text, then
 * runs without a value, whichever the direction. Throws `SearchSyntaxError`, and `INVALID_VALUE` for an unknown column.
 */
export async function orderRuns(db: Db, query: OrderQuery, { value, signal }: OrderOptions): Promise<Order> {
  teachSortable(db);
  const { context, sort } = query;
  const columns = [
    ...sort.map(({ column }) => sortable(readColumn(db, column, context))),
    ...(value ? [value.value] : []),
  ];
  const rows = await matchRuns(db, query, signal);
  const read = db
    .prepare(
      `SELECT ${['r.id', 'r.uuid', 'r.start_time', ...columns.map(({ sql }) => sql)].join(', ')}
       FROM runs r WHERE r.id IN (SELECT value FROM json_each(?))`,
    )
    .raw();
  const bindings = columns.flatMap((column) => column.bindings);
  const found: Sorted[] = [];
  await inSlices(rows, signal, (slice) => {
    for (const [row, id, start, ...keys] of read.all(...bindings, JSON.stringify(slice)) as Row[]) {
      found.push({ row, id, start, keys, value: value ? (keys.pop() as Stored) : null });
    }
  });
  const directions = sort.map(({ descending }) => (descending ? -1 : 1));
  const compare = (one: Sorted, other: Sorted): number => {
    for (const [index, direction] of directions.entries()) {
      const order = compareValues(one.keys[index] ?? null, other.keys[index] ?? null, direction);
      if (order !== 0) return order;
    }
    return byAge(one, other);
  };
  return { runs: (await sortInSlices(found, compare, signal)).slice(0, tableLimit), total: found.length };
}

type Row = readonly [row: number, id: string, start: number | null, ...keys: Sortable[]];

/** Newest first, runs without a start last, then by id: the order of a table that has no other. */
export function byAge(one: OrderedRun, other: OrderedRun): number {
  if (one.start !== other.start) return (other.start ?? -Infinity) - (one.start ?? -Infinity);
  return one.id < other.id ? -1 : 1;
}

function compareValues(one: Sortable, other: Sortable, direction: number): number {
  if (one === other) return 0;
  const rank = rankOf(one);
  const before = rank - rankOf(other);
  if (before !== 0) return before;
  // NaN is as large as NaN.
  return one === null || other === null || rank === 1 ? 0 : one < other ? -direction : direction;
}

/** Metrics keep NaN as text, beside which they have no other; `sortable` makes it a blob. */
function rankOf(value: Sortable): number {
  if (value === null) return 3;
  if (typeof value === 'number') return 0;
  return typeof value === 'string' ? 2 : 1;
}

function sortable({ kind, value }: TableColumn): TableColumn['value'] {
  return kind === 'param' || kind === 'tag' ? { ...value, sql: `sortable(${value.sql})` } : value;
}
