import * as vscode from 'vscode';
import { ModelTrailError } from '../../protocol/errors';
import { formatAgo } from '../../protocol/format';
import { pickSession, type Command, type Workbench } from '../commands';
import { showError } from '../errors';
import type { FolderSession } from '../folderSession';

export const undoCommands: readonly Command[] = [
  { id: 'modeltrail.undo', needs: 'tracker', run: onSession((session) => takeBack(session)) },
  { id: 'modeltrail.redo', needs: 'tracker', run: onSession(doAgain) },
  { id: 'modeltrail.changes.show', needs: 'tracker', run: onSession(showChanges) },
];

function onSession(action: (session: FolderSession) => Promise<void>): Command['run'] {
  return async (workbench: Workbench) => {
    const session = await pickSession(workbench);
    if (session) await action(session);
  };
}

/** Takes a change back, the newest unless `id` names another, and says which, with the way forward again. */
async function takeBack(session: FolderSession, id?: number): Promise<void> {
  const undone = await orSaidWhy(() => session.ask('journal/undo', { id }));
  if (!undone) return;
  tell(session, vscode.l10n.t('Undid: {0}.', undone.label), undone.kept, {
    action: vscode.l10n.t('Redo'),
    run: doAgain,
  });
}

async function doAgain(session: FolderSession): Promise<void> {
  const redone = await orSaidWhy(() => session.ask('journal/redo', {}));
  if (!redone) return;
  tell(session, vscode.l10n.t('Did again: {0}.', redone.label), redone.kept, {
    action: vscode.l10n.t('Undo'),
    run: () => takeBack(session, redone.id),
  });
}

/** That nothing is there to undo is no failure. */
async function orSaidWhy<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ModelTrailError) || !/^NOTHING_TO_/.test(error.code)) throw error;
    void vscode.window.showInformationMessage(error.message);
    return undefined;
  }
}

interface Way {
  readonly action: string;
  readonly run: (session: FolderSession) => Promise<void>;
}

/** Not awaited by anybody: a notification stays as long as the user likes. */
function tell(session: FolderSession, text: string, kept: readonly string[], { action, run }: Way): void {
  const shown =
    kept.length === 0
      ? vscode.window.showInformationMessage(text, action)
      : vscode.window.showWarningMessage(`${text} ${vscode.l10n.t('Not changed: {0}.', kept.join('; '))}`, action);
  shown.then((choice) => (choice === action ? run(session) : undefined)).then(undefined, showError);
}

/** After a change that takes something away: says what was done to how many runs, and offers the way back. */
export async function offerUndo(
  session: FolderSession,
  undo: number | null,
  text: (runs: number) => string,
): Promise<void> {
  if (undo === null) return;
  const entry = (await session.ask('journal/list', { limit: 20 })).find(({ id }) => id === undo);
  tell(session, text(entry?.runs ?? 0), [], {
    action: vscode.l10n.t('Undo'),
    run: (to) => takeBack(to, undo),
  });
}

/** The last changes that stand; the chosen one is taken back. */
async function showChanges(session: FolderSession): Promise<void> {
  const entries = (await session.ask('journal/list', {})).filter(({ undone }) => !undone);
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing was changed yet.'));
    return;
  }
  const items = entries.map(({ id, at, label }) => ({ label, description: formatAgo(at, Date.now()), id }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Recent Changes'),
    placeHolder: vscode.l10n.t('Choose a change to undo'),
  });
  if (chosen) await takeBack(session, chosen.id);
}
