import * as vscode from 'vscode';
import { formatBytes } from '../../protocol/format';
import type { FolderSession } from '../folderSession';
import { withLateProgress } from '../lateProgress';

/** Files of many runs take their time. */
const deleteLimitMs = 10 * 60_000;

/**
 * Deletes runs of the Trash for good, after a question that says how many runs and bytes are lost. Resolves to whether it
 * was done.
 */
export async function deleteForever(session: FolderSession, ids: readonly string[]): Promise<boolean> {
  const [first] = await session.ask('runs/rows', { ids: ids.slice(0, 1), include: nothing });
  const question =
    ids.length === 1
      ? vscode.l10n.t('Delete {0} permanently?', first?.name ?? '')
      : vscode.l10n.t('Delete {0} runs permanently?', ids.length);
  return askAndEmpty(session, [...ids], question);
}

/** Deletes for good whatever is in the Trash, as {@link deleteForever}. */
export function emptyTrash(session: FolderSession): Promise<boolean> {
  return askAndEmpty(session, undefined, vscode.l10n.t('Empty the Trash?'));
}

const nothing = { params: [], metrics: [], tags: [] };

async function askAndEmpty(session: FolderSession, ids: string[] | undefined, question: string): Promise<boolean> {
  const action = vscode.l10n.t('Delete Permanently');
  const summary = await withLateProgress(vscode.l10n.t('Looking at the Trash'), (signal) =>
    session.ask('trash/summary', { ids }, { signal }),
  );
  const size = formatBytes(summary.artifactBytes);
  const detail = vscode.l10n.t(
    '{0} with metrics, code snapshots and {1} of files. This cannot be undone.',
    countRuns(summary.runs),
    summary.complete ? size : vscode.l10n.t('more than {0}', size),
  );
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, action);
  if (choice !== action) return false;
  const { runs, artifactBytes, kept } = await withLateProgress(vscode.l10n.t('Deleting runs'), (signal) =>
    session.ask('trash/empty', { ids }, { signal, timeoutMs: deleteLimitMs }),
  );
  const done = vscode.l10n.t('Deleted {0} permanently; {1} were freed.', countRuns(runs), formatBytes(artifactBytes));
  // Not awaited: the notification stays as long as the user likes.
  if (kept.length > 0) void vscode.window.showWarningMessage([done, ...kept].join(' '));
  else void vscode.window.showInformationMessage(done);
  return true;
}

function countRuns(runs: number): string {
  return runs === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', runs);
}
