import * as vscode from 'vscode';
import { ModelTrailError } from '../../protocol/errors';
import { pickSession, type Command, type Workbench } from '../commands';
import { openDiff, openUncommitted } from '../codeDiff';
import { editTags } from './editTags';
import { askFilter } from './filterBox';
import type { MoreNode } from './nodes';
import { isKeyArgument, isRunNode, selectedRuns, type RunSelection } from './runPick';
import { readFocus } from './treeFocus';
import { offerUndo } from './undoCommands';

type Action = (selection: RunSelection, workbench: Workbench) => unknown;

function onRuns(id: string, action: Action, many = true): Command {
  return {
    id,
    needs: 'tracker',
    run: async (workbench, ...args) => {
      const selection = await selectedRuns(workbench, args, { many });
      if (selection && selection.runs.length > 0) await action(selection, workbench);
    },
  };
}

let selectedForCompare: { readonly folder: string; readonly id: string } | undefined;

export const runCommands: readonly Command[] = [
  { id: 'modeltrail.runs.refresh', needs: 'tracker', run: ({ runs }) => runs.refresh() },
  {
    id: 'modeltrail.runs.loadMore',
    needs: 'tracker',
    run: ({ runs }, node) => {
      const { folder, parent } = node as MoreNode;
      runs.model(folder)?.loadMore(parent);
    },
  },
  { id: 'modeltrail.runs.filter', needs: 'tracker', run: askFilter },
  { id: 'modeltrail.runs.clearFilter', needs: 'tracker', run: ({ runs }) => runs.setFilter('') },
  { id: 'modeltrail.runs.compareTicked', needs: 'tracker', run: compareTicked },
  {
    id: 'modeltrail.runs.openCompare',
    needs: 'tracker',
    run: async (workbench, ids, folder) => {
      const session = await pickSession(workbench, String(folder));
      const wanted = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
      if (session && wanted.length > 0) workbench.panels.showCompare(session, wanted);
    },
  },
  { id: 'modeltrail.run.toggleTick', needs: 'tracker', run: toggleTick },
  { id: 'modeltrail.runs.clearTicks', needs: 'tracker', run: ({ comparison }) => comparison.clear() },

  onRuns('modeltrail.run.open', ({ session, runs }, { panels }) => runs.forEach((run) => panels.showRun(session, run))),
  onRuns('modeltrail.run.openToSide', ({ session, runs }, { panels }) =>
    runs.forEach((run) => panels.showRun(session, run, true)),
  ),
  onRuns('modeltrail.run.compare', ({ session, runs }, { panels }) => {
    if (runs.length < 2)
      throw new ModelTrailError('TOO_FEW', vscode.l10n.t('Select two runs or more to compare them.'));
    panels.showCompare(
      session,
      runs.map((run) => run.id),
    );
  }),
  onRuns(
    'modeltrail.run.selectForCompare',
    async ({ session, runs: [run] }) => {
      if (!run) return;
      selectedForCompare = { folder: session.folder.uri.toString(), id: run.id };
      await vscode.commands.executeCommand('setContext', 'modeltrail.selectedForCompare', true);
    },
    false,
  ),
  onRuns('modeltrail.run.compareWithSelected', ({ session, runs }, { panels }) => {
    const first = selectedForCompare;
    if (!first || first.folder !== session.folder.uri.toString()) return;
    panels.showCompare(session, [...new Set([first.id, ...runs.map((run) => run.id)])]);
  }),
  onRuns(
    'modeltrail.run.openUncommitted',
    ({ session, runs: [run] }) => run && openUncommitted(session, run.id, null),
    false,
  ),
  onRuns(
    'modeltrail.run.compareCode',
    ({ session, runs: [run] }) => run && openDiff(session, { from: run.id, to: null, path: null }),
    false,
  ),

  byKeyToo(onRuns('modeltrail.run.rename', rename, false), { experiment: 'modeltrail.experiment.rename' }),
  onRuns('modeltrail.run.editNote', editNote, false),
  onRuns('modeltrail.run.star', ({ session, runs }) => session.ask('runs/change', { ids: idsOf(runs), starred: true })),
  onRuns('modeltrail.run.unstar', ({ session, runs }) =>
    session.ask('runs/change', { ids: idsOf(runs), starred: false }),
  ),
  onRuns('modeltrail.run.copyId', ({ runs }) => vscode.env.clipboard.writeText(idsOf(runs).join('\n'))),
  onRuns('modeltrail.run.copyCommit', ({ runs }) =>
    vscode.env.clipboard.writeText(runs.flatMap((run) => run.git?.commit ?? []).join('\n')),
  ),
  byKeyToo(onRuns('modeltrail.run.delete', deleteRuns), {
    experiment: 'modeltrail.experiment.delete',
    trashedRun: 'modeltrail.run.deleteForever',
    trash: 'modeltrail.trash.empty',
  }),
  onRuns('modeltrail.run.editTags', editTags),
  onRuns('modeltrail.run.move', async ({ session, runs }) => {
    const { moveRuns } = await import('./moveRuns');
    await moveRuns(session, idsOf(runs));
  }),
];

/** What a key does on nodes of the tree that are no runs outside the Trash. */
interface OtherNodes {
  readonly experiment?: string;
  readonly trashedRun?: string;
  readonly trash?: string;
}

/** A command on runs whose key does the like on whatever node has the focus. */
function byKeyToo(command: Command, others: OtherNodes): Command {
  return {
    ...command,
    run: async (workbench, ...args) => {
      if (!isKeyArgument(args[0])) return command.run(workbench, ...args);
      const node = await readFocus(workbench.runs.view);
      if (!node) return undefined;
      if (isRunNode(node) && node.parent.kind !== 'trash') return command.run(workbench, node);
      const kind = node.kind === 'run' ? 'trashedRun' : node.kind;
      const other = kind === 'experiment' || kind === 'trashedRun' || kind === 'trash' ? others[kind] : undefined;
      return other === undefined ? undefined : vscode.commands.executeCommand(other, node);
    },
  };
}

function idsOf(runs: RunSelection['runs']): string[] {
  return runs.map((run) => run.id);
}

async function compareTicked({ comparison, panels, sessions }: Workbench): Promise<void> {
  const folder = comparison.busiest;
  const session = folder === undefined ? undefined : sessions.get(folder);
  const ids = folder === undefined ? [] : comparison.ids(folder);
  if (!session || ids.length < 2) {
    throw new ModelTrailError('TOO_FEW', vscode.l10n.t('Tick two runs or more in RUNS to compare them.'));
  }
  // A ticked run may be in the Trash meanwhile, or gone.
  const rows = await session.ask('runs/rows', { ids: [...ids] });
  panels.showCompare(
    session,
    rows.filter((run) => run.deletedAt === null).map((run) => run.id),
  );
}

/** The space bar: ticks the run under the focus, with all that are selected beside it; folds everything else. */
async function toggleTick({ comparison, runs: { view } }: Workbench): Promise<void> {
  const focused = await readFocus(view);
  if (!focused || !isRunNode(focused) || focused.parent.kind === 'trash') {
    await vscode.commands.executeCommand('list.toggleExpand');
    return;
  }
  const selected = view.selection.includes(focused) ? view.selection : [focused];
  const ticked = !comparison.has(focused.folder, focused.run.id);
  for (const node of selected) {
    if (isRunNode(node) && node.parent.kind !== 'trash') comparison.set(node.folder, node.run.id, ticked);
  }
}

async function rename({ session, runs: [run] }: RunSelection): Promise<void> {
  if (!run) return;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Run'),
    value: run.name,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A run needs a name.') : undefined),
  });
  if (name !== undefined) await session.ask('runs/change', { ids: [run.id], name: name.trim() });
}

async function editNote({ session, runs: [run] }: RunSelection, { panels }: Workbench): Promise<void> {
  if (!run) return;
  if (run.note?.includes('\n')) {
    // An input box holds one line and would join them.
    panels.showRun(session, run);
    return;
  }
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t('Note of {0}', run.name),
    value: run.note ?? '',
    prompt: vscode.l10n.t('Longer notes are written on the page of the run.'),
  });
  if (note !== undefined) await session.ask('runs/change', { ids: [run.id], note });
}

async function deleteRuns({ session, runs }: RunSelection, { comparison }: Workbench): Promise<void> {
  const ids = idsOf(runs);
  const { undo } = await session.ask('runs/delete', { ids });
  for (const id of ids) comparison.set(session.folder.uri.toString(), id, false);
  const [first] = runs;
  await offerUndo(session, undo, (count) =>
    count === 1
      ? vscode.l10n.t('{0} is in the Trash.', first?.name ?? '')
      : vscode.l10n.t('{0} runs are in the Trash.', count),
  );
}
