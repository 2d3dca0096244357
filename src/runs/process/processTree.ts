import type { ProcessIdentity, ProcessUsage } from './identity';
import { systemReader } from './reader';

/** Processor time in milliseconds and resident bytes of a process and all its descendants. */
export interface TreeUsage {
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

let reading: Promise<readonly ProcessUsage[]> | undefined;

/** The tree's use now, or null when its root is gone; samplers that ask at the same time share one table. */
export async function readTreeUsage(root: ProcessIdentity): Promise<TreeUsage | null> {
  reading ??= systemReader.list().finally(() => {
    reading = undefined;
  });
  return sumTree(await reading, root);
}

/** Sums a process table over the descendants of `root`, itself included. */
export function sumTree(table: readonly ProcessUsage[], root: ProcessIdentity): TreeUsage | null {
  const rootRow = table.find(({ pid }) => pid === root.pid);
  if (rootRow?.startedAt !== root.startedAt) return null;
  const children = new Map<number, ProcessUsage[]>();
  for (const row of table) children.set(row.parentPid, [...(children.get(row.parentPid) ?? []), row]);
  const tree = new Set([rootRow]);
  // A set visits what is added on the way, so this walks down to the last descendant.
  for (const member of tree) for (const child of children.get(member.pid) ?? []) tree.add(child);
  return {
    cpuMs: sum([...tree].map(({ cpuMs }) => cpuMs)),
    memoryBytes: sum([...tree].map(({ memoryBytes }) => memoryBytes)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
