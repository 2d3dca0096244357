import { joined, type Binding, type Sql } from './compile';
import type { OrderTerm } from './order';
import type { Target } from './target';

/** One column of an order; `value` is its SQL over the searched row, `name` its name among the hits. */
export interface OrderColumn {
  readonly name: string;
  readonly value: Sql;
  readonly descending: boolean;
  /** True where a NaN may stand, as text. */
  readonly mayBeNaN: boolean;
  /** True where the value is read from another table. */
  readonly isLookUp: boolean;
}

/** The columns of an order: the asked terms, then the target's ties. */
export function orderColumns(terms: readonly OrderTerm[], { source: sourceOf, ties }: Target): readonly OrderColumn[] {
  const asked = terms.map(({ entity, descending }) => {
    const { value, from, on } = sourceOf(entity);
    const sql = from === undefined ? value : `(SELECT ${value} FROM ${from} WHERE ${on?.sql ?? 'TRUE'} LIMIT 1)`;
    const mayBeNaN = entity.type === 'number';
    return { value: { sql, bindings: on?.bindings ?? [] }, descending, mayBeNaN, isLookUp: from !== undefined };
  });
  const last = ties.map(({ value, descending }) => {
    return { value: { sql: value, bindings: [] }, descending, mayBeNaN: false, isLookUp: false };
  });
  return [...asked, ...last].map((column, index) => ({ ...column, name: `k${index}` }));
}

/** The ORDER BY of columns: missing values last in both directions, NaN after numbers and before missing. */
export function orderSql(columns: readonly OrderColumn[]): string {
  return columns
    .map(({ name, descending, mayBeNaN }) => {
      // Ascending, NaN as text sorts after numbers by itself.
      const rank = `CASE typeof(${name}) WHEN 'null' THEN 2 WHEN 'text' THEN 1 ELSE 0 END, `;
      return `${descending && mayBeNaN ? rank : ''}${name} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;
    })
    .join(', ');
}

/** The condition of hits that come after the row with these values. */
export function afterRow(columns: readonly OrderColumn[], last: readonly Binding[]): Sql {
  const steps = columns.map((column, index) => {
    const equal = columns
      .slice(0, index)
      .map(({ name }, at) => ({ sql: `${name} IS ?`, bindings: [last[at] ?? null] }));
    return joined([...equal, afterValue(column, last[index] ?? null)], ' AND ');
  });
  return joined(steps, ' OR ');
}

function afterValue({ name, descending, mayBeNaN }: OrderColumn, last: Binding): Sql {
  if (last === null) return { sql: 'FALSE', bindings: [] };
  if (!descending) return { sql: `(${name} > ? OR ${name} IS NULL)`, bindings: [last] };
  if (!mayBeNaN) return { sql: `(${name} < ? OR ${name} IS NULL)`, bindings: [last] };
  if (typeof last === 'string') return { sql: `${name} IS NULL`, bindings: [] };
  return { sql: `(${name} < ? OR typeof(${name}) IN ('text', 'null'))`, bindings: [last] };
}
