import { pickSession, type Command, type Workbench } from '../commands';
import type { ExperimentNode } from '../runs/nodes';

export const tableCommands: readonly Command[] = [
  { id: 'modeltrail.runs.openTable', needs: 'tracker', run: openTable },
];

/** On experiments of the tree: their runs; with ids and a folder: these runs; else all runs of the folder. */
async function openTable(workbench: Workbench, what: unknown, more: unknown): Promise<void> {
  if (Array.isArray(what)) {
    const ids = what.filter((id) => typeof id === 'string');
    const session = await pickSession(workbench, typeof more === 'string' ? more : undefined);
    if (session) workbench.panels.showTable(session, { ids });
    return;
  }
  const clicked = isExperimentNode(what) ? what : undefined;
  const session = await pickSession(workbench, clicked?.folder);
  if (!session) return;
  const selected = (Array.isArray(more) ? (more as unknown[]) : []).filter(isExperimentNode);
  const nodes = clicked && !selected.includes(clicked) ? [clicked] : selected;
  const experimentIds = nodes.filter(({ folder }) => folder === clicked?.folder).map(({ experiment }) => experiment.id);
  workbench.panels.showTable(session, experimentIds.length > 0 ? { experimentIds } : {});
}

function isExperimentNode(value: unknown): value is ExperimentNode {
  return typeof value === 'object' && value !== null && (value as Partial<ExperimentNode>).kind === 'experiment';
}
