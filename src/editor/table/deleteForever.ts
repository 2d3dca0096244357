import * as vscode from 'vscode';
import { formatBytes } from '../../protocol/format';
import type { FolderSession } from '../folderSession';
import { withLateProgress } from '../lateProgress';

const deleteLimitMs = 10 * 60_000;

/** Deletes runs of the Trash for good, after a question that names what is lost. Resolves to whether it was done. */
export async function deleteForever(session: FolderSession, ids: readonly string[]): Promise<boolean> {
  const action = vscode.l10n.t('Delete Forever');
  const [first] = await session.ask('runs/rows', { ids: ids.slice(0, 1) });
  const question =
    ids.length === 1
      ? vscode.l10n.t('Delete {0} forever?', first?.name ?? '')
      : vscode.l10n.t('Delete {0} runs forever?', ids.length);
  const detail = vscode.l10n.t('Their metrics, artifacts and code snapshots are lost. This cannot be undone.');
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, action);
  if (choice !== action) return false;
  const { runs, artifactBytes } = await withLateProgress(vscode.l10n.t('Deleting runs'), (signal) =>
    session.ask('trash/empty', { ids: [...ids] }, { signal, timeoutMs: deleteLimitMs }),
  );
  const text =
    runs === 1
      ? vscode.l10n.t('1 run is gone; {0} were freed.', formatBytes(artifactBytes))
      : vscode.l10n.t('{0} runs are gone; {1} were freed.', runs, formatBytes(artifactBytes));
  void vscode.window.showInformationMessage(text);
  return true;
}
