import type { Db } from '../store';
import { compileFilter, joined, type Binding, type SearchContext, type Sql } from './compile';
import { parseFilter } from './expression';
import { parseOrderBy } from './order';
import { afterRow, orderColumns, orderSql, type OrderColumn } from './keyset';
import { decodePageToken, encodePageToken, queryMark } from './pageToken';
import type { Target } from './target';

export interface RowQuery {
  readonly filter: string;
  /** The caller's own condition on the searched rows: view type, experiments. */
  readonly where: Sql;
  readonly context: SearchContext;
}

export interface PageQuery extends RowQuery {
  readonly orderBy: readonly string[];
  /** Rows a page, at least 1. */
  readonly limit: number;
  /** The `nextPageToken` of the page before; null or empty for the first. */
  readonly pageToken: string | null;
}

export interface Page {
  /** `target.id` of each row, in order; integers as numbers. */
  readonly ids: readonly (string | number)[];
  readonly nextPageToken: string | null;
}

/**
 * One page of the rows that match. Missing values come last in both directions, NaN after numbers and before missing.
 * Throws `SearchSyntaxError`, and `INVALID_VALUE` for a page token that is damaged or of another query.
 */
export function searchPage(db: Db, target: Target, query: PageQuery): Page {
  const condition = matchCondition(target, query);
  const columns = orderColumns(parseOrderBy(query.orderBy, target.vocabulary), target);
  const mark = queryMark(target.vocabulary.name, query.filter, query.orderBy);
  const last = query.pageToken ? decodePageToken(query.pageToken, mark, columns.length) : null;
  const { sql, bindings } = pageSql(target, { condition, columns, last });
  // Not kept prepared: every shape of a filter is another statement, and preparing takes a fraction of the search.
  const rows = db
    .prepare(sql)
    .safeIntegers(true)
    .raw(true)
    .all(...bindings, query.limit + 1) as Binding[][];
  const page = rows.slice(0, query.limit);
  const end = rows.length > query.limit ? page.at(-1)?.slice(1) : undefined;
  return {
    ids: page.map(([id]) => (typeof id === 'bigint' ? Number(id) : String(id))),
    nextPageToken: end ? encodePageToken(end, mark) : null,
  };
}

/** How many rows match. Throws as {@link searchPage}. */
export function countRows(db: Db, target: Target, query: RowQuery): number {
  const { sql, bindings } = matchCondition(target, query);
  return Number(
    db
      .prepare(`SELECT count(*) FROM ${target.from} WHERE ${sql}`)
      .pluck()
      .get(...bindings),
  );
}

/** The condition of the rows that match, over `target.from`. Throws `SearchSyntaxError`. */
export function matchCondition(target: Target, { filter, where, context }: RowQuery): Sql {
  const expression = parseFilter(filter, target.vocabulary);
  return expression ? joined([where, compileFilter(expression, { source: target.source, context })], ' AND ') : where;
}

interface PageParts {
  readonly condition: Sql;
  readonly columns: readonly OrderColumn[];
  readonly last: readonly Binding[] | null;
}

function pageSql(target: Target, { condition, columns, last }: PageParts): Sql {
  // Values of other tables are read once a row; plain columns stay visible to the planner, which may walk an index.
  const hint = columns.some((column) => column.isLookUp) ? 'MATERIALIZED' : 'NOT MATERIALIZED';
  const after = last ? afterRow(columns, last) : null;
  return {
    sql: `
WITH hits AS ${hint} (
  SELECT ${[`${target.id} AS id`, ...columns.map(({ value, name }) => `${value.sql} AS ${name}`)].join(', ')}
  FROM ${target.from} WHERE ${condition.sql}
)
SELECT id, ${columns.map(({ name }) => name).join(', ')} FROM hits
${after ? `WHERE ${after.sql}` : ''} ORDER BY ${orderSql(columns)} LIMIT ?`,
    bindings: [...columns.flatMap(({ value }) => value.bindings), ...condition.bindings, ...(after?.bindings ?? [])],
  };
}
