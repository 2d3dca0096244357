import * as vscode from 'vscode';
import { isAbort, ModelTrailError, toError } from '../protocol/errors';
import { log } from './log';

/** The one place where an error becomes words for the user: what is wrong, what to do, and the log for the rest. */
export async function showError(thrown: unknown): Promise<void> {
  if (isAbort(thrown) || thrown instanceof vscode.CancellationError) return;
  const error = toError(thrown);
  log.error(error.stack ?? error.message);
  const hint = error instanceof ModelTrailError && error.hint !== null ? ` ${error.hint}` : '';
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(`${error.message}${hint}`, showLog);
  if (choice === showLog) log.show();
}
