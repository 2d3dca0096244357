import * as vscode from 'vscode';
import { plural } from '../../protocol/format';
import type { FolderSession } from '../folderSession';
import { checkExperimentName } from './experimentCommands';
import { offerUndo } from './undoCommands';

interface Target {
  readonly id: string;
  readonly name: string;
}

/** Moves runs, with those nested in them, to an experiment that the user chooses or makes; the notification has the way back. */
export async function moveRuns(session: FolderSession, ids: readonly string[]): Promise<void> {
  const target = await pickTarget(session, ids);
  if (!target) return;
  const { undo } = await session.ask('runs/move', { ids: [...ids], experimentId: target.id });
  await offerUndo(session, undo, (runs) =>
    runs === 1
      ? vscode.l10n.t('The run is in {0} now.', target.name)
      : vscode.l10n.t('{0} runs are in {1} now.', runs, target.name),
  );
}

async function pickTarget(session: FolderSession, ids: readonly string[]): Promise<Target | undefined> {
  const [experiments, here] = await Promise.all([session.ask('experiments/list', {}), readExperiments(session, ids)]);
  const items = experiments
    .filter(({ id, lifecycle }) => lifecycle === 'active' && !(here.size === 1 && here.has(id)))
    .map(({ id, name, runs }) => ({ label: name, description: plural(runs, 'run'), target: { id, name } }));
  const make = { label: vscode.l10n.t('$(add) New Experiment…'), alwaysShow: true, target: null };
  const title =
    ids.length === 1
      ? vscode.l10n.t('Move Run to Experiment')
      : vscode.l10n.t('Move {0} Runs to Experiment', ids.length);
  const chosen = await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly target: Target | null }>(
    [...items, make],
    { title },
  );
  if (!chosen) return undefined;
  return chosen.target ?? makeExperiment(session, new Set(experiments.map(({ name }) => name)));
}

/** The experiments that the runs are in now, or those of the first of very many. */
async function readExperiments(session: FolderSession, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const include = { params: [], metrics: [], tags: [] };
  const rows = await session.ask('runs/rows', { ids: ids.slice(0, 200), include });
  return new Set(rows.map(({ experiment }) => experiment.id));
}

async function makeExperiment(session: FolderSession, taken: ReadonlySet<string>): Promise<Target | undefined> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Experiment'),
    validateInput: (text) => checkExperimentName(text, taken),
  });
  if (name === undefined) return undefined;
  const { id } = await session.ask('experiments/create', { name: name.trim() });
  return { id, name: name.trim() };
}
