import * as vscode from 'vscode';
import { plural } from '../../protocol/format';
import type { FolderSession } from '../folderSession';

type Choice = vscode.QuickPickItem & { readonly id: string | null };

/** Asks which experiment, an old or a new one, and moves runs there; the notification has the way back. */
export async function moveRuns(session: FolderSession, ids: readonly string[]): Promise<void> {
  const experiment = await pickExperiment(session, ids.length);
  if (!experiment) return;
  const { undo } = await session.ask('runs/move', { ids: [...ids], experimentId: experiment.id });
  if (undo === null) return;
  const action = vscode.l10n.t('Undo');
  const text =
    ids.length === 1
      ? vscode.l10n.t('The run is in {0} now.', experiment.name)
      : vscode.l10n.t('{0} runs are in {1} now.', ids.length, experiment.name);
  // Not awaited: the notification stays as long as the user likes.
  void vscode.window.showInformationMessage(text, action).then(async (choice) => {
    if (choice === action) await session.ask('journal/undo', { id: undo });
  });
}

async function pickExperiment(
  session: FolderSession,
  runs: number,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const experiments = await session.ask('experiments/list', {});
  const active = experiments.filter(({ lifecycle }) => lifecycle === 'active');
  const items: Choice[] = active.map(({ id, name, runs: count }) => ({
    label: name,
    description: plural(count, 'run'),
    id,
  }));
  items.push({ label: vscode.l10n.t('$(add) New Experiment…'), alwaysShow: true, id: null });
  const title =
    runs === 1 ? vscode.l10n.t('Move Run to Experiment') : vscode.l10n.t('Move {0} Runs to Experiment', runs);
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (!chosen) return undefined;
  return chosen.id === null
    ? createExperiment(session, new Set(active.map(({ name }) => name)))
    : { id: chosen.id, name: chosen.label };
}

async function createExperiment(session: FolderSession, taken: ReadonlySet<string>) {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Experiment'),
    validateInput: (text) => {
      if (text.trim() === '') return vscode.l10n.t('An experiment needs a name.');
      return taken.has(text.trim()) ? vscode.l10n.t('There is an experiment of that name.') : undefined;
    },
  });
  if (name === undefined) return undefined;
  const { id } = await session.ask('experiments/create', { name: name.trim() });
  return { id, name: name.trim() };
}
