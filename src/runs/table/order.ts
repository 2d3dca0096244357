import type { TableQuery } from '../../protocol/table';
import { tableLimit } from '../../protocol/table';
import { matchCondition, type Binding } from '../../search';
import type { Db } from '../../store';
import { countRuns, scope, type RunFilter } from '../search';
import { runTarget } from '../searchTarget';
import { readColumn, type Stored, type TableColumn } from './columns';
import { teachSortable } from './number';

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
  readonly limit?: number;
}

/**
 * The runs that match, in the order of a table, at most `limit`: numbers (also as text of params and tags), then NaN, then
 * other text, then runs without a value, whichever the direction. Throws `SearchSyntaxError`, and `INVALID_VALUE` for an
 * unknown column.
 */
export function orderRuns(db: Db, query: OrderQuery, { value, limit = tableLimit }: OrderOptions = {}): OrderedRun[] {
  teachSortable(db);
  const { context } = query;
  const keys = query.sort.map(({ column, descending }) => ({ column: readColumn(db, column, context), descending }));
  const condition = matchCondition(runTarget(db), { ...query, where: scope(query) });
  const columns = [...keys.map(({ column }) => sortable(column)), ...(value ? [value.value] : [])];
  // Values of other tables are read once a run; without them an index may give the order.
  const hint = columns.length > 0 ? 'MATERIALIZED' : 'NOT MATERIALIZED';
  const terms = keys.map(({ descending }, index) => orderTerm(`k${index}`, descending));
  const sql = `
WITH hits AS ${hint} (
  SELECT ${['r.id AS row', 'r.uuid AS uuid', 'r.start_time AS start', ...columns.map((column, index) => `${column.sql} AS k${index}`)].join(', ')}
  FROM runs r WHERE ${condition.sql}
)
SELECT row, uuid, start, ${value ? `k${keys.length}` : 'NULL'} FROM hits
ORDER BY ${[...terms, 'start DESC NULLS LAST', 'uuid'].join(', ')} LIMIT ?`;
  const bindings: readonly Binding[] = [...columns.flatMap((column) => column.bindings), ...condition.bindings, limit];
  const rows = db
    .prepare(sql)
    .raw(true)
    .all(...bindings) as readonly (readonly [number, string, number | null, Stored])[];
  return rows.map(([row, id, start, own]) => ({ row, id, start, value: own }));
}

/** How many runs match, of which `found` are at hand. */
export function countOrdered(db: Db, query: RunFilter, found: readonly OrderedRun[]): number {
  return found.length < tableLimit ? found.length : countRuns(db, query);
}

function sortable({ kind, value }: TableColumn): TableColumn['value'] {
  return kind === 'param' || kind === 'tag' ? { ...value, sql: `sortable(${value.sql})` } : value;
}

/** Metrics keep NaN as text, `sortable` makes it a blob; facts are of one type. */
function orderTerm(name: string, descending: boolean): string {
  const rank = `CASE typeof(${name}) WHEN 'null' THEN 3 WHEN 'text' THEN 2 WHEN 'blob' THEN 1 ELSE 0 END`;
  return `${rank}, ${name} ${descending ? 'DESC' : 'ASC'}`;
}
