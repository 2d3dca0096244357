import * as z from 'zod';
import { tableIntent } from '../../src/protocol/view';
import { savedView, tableLayout, type TableLayout } from '../../src/protocol/table';

/** What the page keeps over a reload: ids and choices, never data. */
const tableState = tableIntent.omit({ experimentIds: true }).extend({
  /** Without columns: those that everyone starts with, chosen once the runs are known. */
  layout: tableLayout,
  /** The saved view that the layout came from, though it may have been changed since. */
  applied: savedView.nullable().default(null),
  /** Keys of the groups that are open. */
  expanded: z.array(z.string()).default([]),
  top: z.number().default(0),
  left: z.number().default(0),
  /** The row, by run id or group key, and the column that the keyboard is at. */
  active: z.object({ row: z.string().nullable(), column: z.string() }).nullable().default(null),
});
export type TableState = z.infer<typeof tableState>;

export const plainLayout: TableLayout = tableLayout.parse({ query: {}, columns: [] });

/**
 * What to show: the table as it was left, unless the panel asks for other runs or for a saved layout. Null where neither the
 * panel nor the kept state makes sense.
 */
export function startState(intent: unknown, kept: unknown): TableState | null {
  const asked = tableIntent.safeParse(intent).data;
  const before = tableState.safeParse(kept).data;
  if (asked === undefined) return before ?? null;
  const sameRuns = before !== undefined && sameIds(before.ids, asked.ids);
  const layout = asked.layout ?? before?.layout ?? plainLayout;
  const narrowed =
    asked.experimentIds === undefined
      ? layout
      : { ...layout, query: { ...layout.query, experimentIds: asked.experimentIds } };
  const places =
    sameRuns && asked.layout === undefined && asked.experimentIds === undefined
      ? {
          applied: before.applied,
          expanded: before.expanded,
          top: before.top,
          left: before.left,
          active: before.active,
        }
      : { applied: null, expanded: [], top: 0, left: 0, active: null };
  return { view: 'table', folder: asked.folder ?? before?.folder, ids: asked.ids, layout: narrowed, ...places };
}

function sameIds(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const members = new Set(one);
  return members.size === new Set(other).size && other.every((id) => members.has(id));
}

/** The active row in a new order: the same run where it is still there, else the one that took its place. */
export function keepActive(
  active: TableState['active'],
  before: readonly { readonly key: string }[],
  after: readonly { readonly key: string }[],
): TableState['active'] {
  if (active === null || active.row === null || after.some(({ key }) => key === active.row)) return active;
  const was = before.findIndex(({ key }) => key === active.row);
  return { ...active, row: after[Math.min(Math.max(0, was), after.length - 1)]?.key ?? null };
}
