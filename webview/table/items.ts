import type { TableGroup, TableOrder } from '../../src/protocol/table';

/** A row of the grid: a run, or the head of a group. */
export type TableItem =
  | { readonly kind: 'run'; readonly key: string; readonly id: string; readonly inGroup: boolean }
  | { readonly kind: 'group'; readonly key: string; readonly group: TableGroup; readonly expanded: boolean };

/** Names a group over refreshes and reloads, and is never a run's id. */
export function groupKey({ value }: TableGroup): string {
  return value === null ? 'group' : `group:${value}`;
}

/** The rows in their order: without groups all runs; with them the groups, and the runs of those that are open. */
export function toItems({ ids, groups }: TableOrder, expanded: ReadonlySet<string>): readonly TableItem[] {
  const toRun = (id: string, inGroup: boolean): TableItem => ({ kind: 'run', key: id, id, inGroup });
  if (groups === null) return ids.map((id) => toRun(id, false));
  return groups.flatMap((group): readonly TableItem[] => {
    const key = groupKey(group);
    const open = expanded.has(key);
    const head: TableItem = { kind: 'group', key, group, expanded: open };
    if (!open) return [head];
    return [head, ...ids.slice(group.start, group.start + group.count).map((id) => toRun(id, true))];
  });
}

/** The runs that an item stands for: itself, or those of the group. */
export function runsOf(item: TableItem, ids: readonly string[]): readonly string[] {
  return item.kind === 'run' ? [item.id] : ids.slice(item.group.start, item.group.start + item.group.count);
}
