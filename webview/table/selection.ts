import { runsOf, type TableItem } from './items';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The row, by key, that a range starts at; null: the one the keyboard is at. */
  readonly anchor: string | null;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: null };

interface Rows {
  readonly items: readonly TableItem[];
  /** Of all runs in the table's order. */
  readonly ids: readonly string[];
}

/** One row alone. */
export function selectOnly({ items, ids }: Rows, index: number): Selection {
  const item = items[index];
  return item === undefined ? nothingSelected : { ids: new Set(runsOf(item, ids)), anchor: item.key };
}

/** One row more, or less where all of it is selected. */
export function toggle({ items, ids }: Rows, index: number, before: Selection): Selection {
  const item = items[index];
  if (item === undefined) return before;
  const runs = runsOf(item, ids);
  const next = new Set(before.ids);
  const all = runs.every((id) => next.has(id));
  for (const id of runs) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return { ids: next, anchor: item.key };
}

/** The rows from the anchor, or `from` where there is none, to this one. */
export function selectRange(
  { items, ids }: Rows,
  to: number,
  { anchor, from }: { anchor: string | null; from: number },
): Selection {
  const known = anchor === null ? -1 : items.findIndex(({ key }) => key === anchor);
  const start = Math.max(0, known === -1 ? from : known);
  const [first, last] = start < to ? [start, to] : [to, start];
  const runs = items.slice(Math.max(0, first), last + 1).flatMap((item) => runsOf(item, ids));
  return { ids: new Set(runs), anchor: items[start]?.key ?? null };
}

/** Without the runs that are in the table no longer. */
export function keepPresent({ ids, anchor }: Selection, present: readonly string[]): Selection {
  if (ids.size === 0) return { ids, anchor };
  const there = new Set(present);
  return { ids: new Set([...ids].filter((id) => there.has(id))), anchor };
}
