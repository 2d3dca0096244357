import type { ShownColumn, TableLayout, TableQuery } from '../../src/protocol/table';

export type SortKeys = NonNullable<TableQuery['sort']>;

const mostKeys = 8;
const mostColumns = 500;

/** Sorting after a click on a header: ascending, descending, not at all; `add` keeps the other keys. */
export function withSort(sort: SortKeys, column: string, add: boolean): SortKeys {
  const at = sort.findIndex((key) => key.column === column);
  const before = sort[at];
  const next =
    before === undefined ? { column, descending: false } : before.descending ? null : { column, descending: true };
  if (!add) return next === null ? [] : [next];
  if (before === undefined) return next === null ? sort : [...sort, next].slice(-mostKeys);
  return next === null ? sort.toSpliced(at, 1) : sort.toSpliced(at, 1, next);
}

/** Pinned columns first, each part in its own order. */
function pinnedFirst(columns: readonly ShownColumn[]): readonly ShownColumn[] {
  return [...columns.filter(({ pinned }) => pinned), ...columns.filter(({ pinned }) => !pinned)];
}

/** A column moved to where another one is; it is pinned, or not, as that one is. */
export function moveColumn(columns: readonly ShownColumn[], column: string, to: string): readonly ShownColumn[] {
  const from = columns.findIndex((shown) => shown.column === column);
  const at = columns.findIndex((shown) => shown.column === to);
  const [moving, there] = [columns[from], columns[at]];
  if (moving === undefined || there === undefined || from === at) return columns;
  return columns.toSpliced(from, 1).toSpliced(at, 0, { ...moving, pinned: there.pinned });
}

/** A column with other choices; the others as they are. */
export function changeColumn(
  columns: readonly ShownColumn[],
  column: string,
  change: Partial<Omit<ShownColumn, 'column'>>,
): readonly ShownColumn[] {
  return pinnedFirst(columns.map((shown) => (shown.column === column ? { ...shown, ...change } : shown)));
}

/** Columns added at the end, or taken away; the name stays, or a row could not be told from another. */
export function showColumns(
  columns: readonly ShownColumn[],
  ids: readonly string[],
  shown: boolean,
): readonly ShownColumn[] {
  if (!shown) return columns.filter(({ column }) => column === 'name' || !ids.includes(column));
  const there = new Set(columns.map(({ column }) => column));
  const added = ids.filter((id) => !there.has(id)).map((column) => ({ column }));
  return [...columns, ...added].slice(0, mostColumns);
}

const mostUsedMetrics = 4;
const mostUsedParams = 4;

/**
 * The columns everyone starts with: what a run is and how it went, the primary metric where there is one, and the metrics
 * and params that most runs have. The machine's own metrics are left out.
 */
export function firstColumns(
  used: readonly { readonly column: string }[],
  primary: string | null,
): readonly ShownColumn[] {
  const starting = (prefix: string): readonly string[] =>
    used
      .map(({ column }) => column)
      .filter((column) => column.startsWith(prefix) && !column.startsWith('metrics.system/') && column !== primary);
  return [
    { column: 'name', pinned: true },
    ...['status', 'started', 'duration'].map((column) => ({ column })),
    ...(primary === null ? [] : [{ column: primary }]),
    ...starting('metrics.')
      .slice(0, primary === null ? mostUsedMetrics : mostUsedMetrics - 1)
      .map((column) => ({ column })),
    ...starting('params.')
      .slice(0, mostUsedParams)
      .map((column) => ({ column })),
    { column: 'code' },
    { column: 'note' },
  ];
}

/** Whether two layouts are the same table: equal JSON, whatever the order of keys, without what is absent. */
export function sameLayout(one: TableLayout, other: TableLayout): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [two]) => (one < two ? -1 : 1)))
      : part,
  );
}
