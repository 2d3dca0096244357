import * as vscode from 'vscode';
import { ModelTrailError } from '../../protocol/errors';
import { pickSession, type Command, type Workbench } from '../commands';
import { openDiff, openUncommitted } from '../codeDiff';
import type { ExperimentNode, MoreNode } from './nodes';
import { isRunNode, selectedRuns, type RunSelection } from './runPick';
import { readFocus } from './treeFocus';

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

let deleted: { readonly session: RunSelection['session']; readonly ids: readonly string[] } | undefined;
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

  onRuns('modeltrail.run.rename', rename, false),
  onRuns('modeltrail.run.editNote', editNote, false),
  onRuns('modeltrail.run.star', ({ session, runs }) => session.ask('runs/change', { ids: idsOf(runs), starred: true })),
  onRuns('modeltrail.run.unstar', ({ session, runs }) =>
    session.ask('runs/change', { ids: idsOf(runs), starred: false }),
  ),
  onRuns('modeltrail.run.copyId', ({ runs }) => vscode.env.clipboard.writeText(idsOf(runs).join('\n'))),
  onRuns('modeltrail.run.copyCommit', ({ runs }) =>
    vscode.env.clipboard.writeText(runs.flatMap((run) => run.git?.commit ?? []).join('\n')),
  ),
  onRuns('modeltrail.run.delete', deleteRuns),
  { id: 'modeltrail.run.undoDelete', needs: 'tracker', run: undoDelete },
  onRuns('modeltrail.run.restore', ({ session, runs }) => session.ask('runs/restore', { ids: idsOf(runs) })),

  { id: 'modeltrail.experiment.setPrimaryMetric', needs: 'tracker', run: setPrimaryMetric },
];

function idsOf(runs: RunSelection['runs']): string[] {
  return runs.map((run) => run.id);
}

async function askFilter({ runs }: Workbench): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Runs'),
    value: runs.filter,
    placeHolder: "metrics.acc > 0.9 AND params.model = 'forest'",
    prompt: vscode.l10n.t("MLflow's search language, with OR, NOT, dates and durations. Empty shows all runs."),
  });
  if (filter !== undefined) await runs.setFilter(filter.trim());
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
  await session.ask('runs/delete', { ids });
  for (const id of ids) comparison.set(session.folder.uri.toString(), id, false);
  const [first] = runs;
  const text =
    runs.length === 1
      ? vscode.l10n.t('{0} is in the Trash.', first?.name ?? '')
      : vscode.l10n.t('{0} runs are in the Trash.', runs.length);
  const undo = vscode.l10n.t('Undo');
  // Not awaited: the notification stays as long as the user likes.
  const deletion = { session, ids };
  setDeleted(deletion);
  void vscode.window.showInformationMessage(text, undo).then(async (choice) => {
    if (choice === undo) await takeBack(deletion);
  });
}

async function takeBack(deletion: NonNullable<typeof deleted>): Promise<void> {
  await deletion.session.ask('runs/restore', { ids: [...deletion.ids] });
  if (deleted === deletion) setDeleted(undefined);
}

async function undoDelete(): Promise<void> {
  if (deleted) await takeBack(deleted);
}

function setDeleted(deletion: typeof deleted): void {
  deleted = deletion;
  void vscode.commands.executeCommand('setContext', 'modeltrail.deleted', deletion !== undefined);
}

async function setPrimaryMetric(workbench: Workbench, node: unknown): Promise<void> {
  const given = node as ExperimentNode | undefined;
  const session = await pickSession(workbench, given?.folder);
  if (!session) return;
  const experiment = given?.experiment ?? (await pickExperiment(workbench, session.folder.uri.toString()));
  if (!experiment) return;
  const { runs } = await session.ask('runs/page', { experimentIds: [experiment.id], limit: 200 });
  const keys = await session.ask('runs/metricKeys', { ids: idsOf(runs) });
  const metric = await vscode.window.showQuickPick(
    keys
      .filter(({ key }) => !key.startsWith('system/'))
      .map(({ key, runs: count }) => ({ label: key, description: vscode.l10n.t('{0} runs', count) })),
    { title: vscode.l10n.t('Primary Metric of {0}', experiment.name) },
  );
  if (!metric) return;
  const direction = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Higher is better'), value: 'max' as const },
      { label: vscode.l10n.t('Lower is better'), value: 'min' as const },
    ],
    { title: metric.label },
  );
  if (!direction) return;
  await session.ask('experiments/setPrimaryMetric', {
    id: experiment.id,
    key: metric.label,
    direction: direction.value,
  });
}

async function pickExperiment({ runs }: Workbench, folder: string): Promise<ExperimentNode['experiment'] | undefined> {
  const items = (runs.model(folder)?.experiments ?? []).map((experiment) => ({ label: experiment.name, experiment }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Experiment') }))?.experiment;
}
