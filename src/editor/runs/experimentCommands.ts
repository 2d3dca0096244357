import * as vscode from 'vscode';
import type { ExperimentRow } from '../../protocol/rpc';
import { pickSession, type Command, type Workbench } from '../commands';
import type { FolderSession } from '../folderSession';
import type { ExperimentNode, TrashedExperimentNode } from './nodes';
import { offerUndo } from './undoCommands';

interface Chosen {
  readonly session: FolderSession;
  readonly experiment: ExperimentRow;
}

function onExperiment(id: string, action: (chosen: Chosen) => Promise<void>): Command {
  return {
    id,
    needs: 'tracker',
    run: async (workbench, node) => {
      const chosen = await chooseExperiment(workbench, node as ExperimentNode | TrashedExperimentNode | undefined);
      if (chosen) await action(chosen);
    },
  };
}

export const experimentCommands: readonly Command[] = [
  onExperiment('modeltrail.experiment.rename', renameExperiment),
  onExperiment('modeltrail.experiment.delete', deleteExperiment),
  onExperiment('modeltrail.experiment.restore', async ({ session, experiment }) => {
    await session.ask('experiments/restore', { id: experiment.id });
  }),
  onExperiment('modeltrail.experiment.setPrimaryMetric', setPrimaryMetric),
];

async function chooseExperiment(
  workbench: Workbench,
  node: ExperimentNode | TrashedExperimentNode | undefined,
): Promise<Chosen | undefined> {
  const session = await pickSession(workbench, node?.folder);
  if (!session) return undefined;
  if (node) return { session, experiment: node.experiment };
  const experiments = await session.ask('experiments/list', {});
  const items = experiments
    .filter(({ lifecycle }) => lifecycle === 'active')
    .map((experiment) => ({ label: experiment.name, experiment }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Experiment') });
  return chosen && { session, experiment: chosen.experiment };
}

async function renameExperiment({ session, experiment }: Chosen): Promise<void> {
  const experiments = await session.ask('experiments/list', {});
  const taken = new Set(experiments.map(({ name }) => name).filter((name) => name !== experiment.name));
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Experiment'),
    value: experiment.name,
    validateInput: (text) => checkExperimentName(text, taken),
  });
  if (name !== undefined) await session.ask('experiments/rename', { id: experiment.id, name: name.trim() });
}

/** Why a text is no name of an experiment; undefined when it is one. */
export function checkExperimentName(text: string, taken: ReadonlySet<string>): string | undefined {
  if (text.trim() === '') return vscode.l10n.t('An experiment needs a name.');
  if (taken.has(text.trim())) return vscode.l10n.t('Another experiment has this name, here or in the Trash.');
  return undefined;
}

async function deleteExperiment({ session, experiment }: Chosen): Promise<void> {
  const { undo } = await session.ask('experiments/delete', { id: experiment.id });
  await offerUndo(session, undo, (runs) =>
    runs === 0
      ? vscode.l10n.t('Experiment {0} is in the Trash.', experiment.name)
      : vscode.l10n.t('Experiment {0} and its {1} runs are in the Trash.', experiment.name, runs),
  );
}

async function setPrimaryMetric({ session, experiment }: Chosen): Promise<void> {
  const { runs } = await session.ask('runs/page', { experimentIds: [experiment.id], limit: 200 });
  const keys = await session.ask('runs/metricKeys', { ids: runs.map(({ id }) => id) });
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
