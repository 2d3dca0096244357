import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { ModelTrailError } from '../../protocol/errors';
import type { RpcParams } from '../../protocol/rpc';
import type { FolderSession } from '../folderSession';
import { withLateProgress } from '../lateProgress';

type Export = RpcParams<'runs/exportTable'>;

const formats: Readonly<Record<string, Export['format']>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.md': 'md',
  '.parquet': 'parquet',
};

/** The longest an export may take; it can be cancelled before. */
const exportLimitMs = 10 * 60_000;

/** Asks where to, writes what a table shows in the format of the file's ending, and offers the file. */
export async function exportTable(
  session: FolderSession,
  { query, columns }: Pick<Export, 'query' | 'columns'>,
): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Runs'),
    defaultUri: vscode.Uri.joinPath(session.folder.uri, 'runs.csv'),
    filters: {
      [vscode.l10n.t('CSV')]: ['csv'],
      [vscode.l10n.t('JSON')]: ['json'],
      [vscode.l10n.t('Markdown table')]: ['md'],
      [vscode.l10n.t('Parquet')]: ['parquet'],
    },
  });
  if (!target) return;
  const format = formats[extname(target.path).toLowerCase()];
  const name = basename(target.path);
  if (format === undefined) {
    throw new ModelTrailError('INVALID_VALUE', vscode.l10n.t('{0} has no ending that says a format.', name), {
      hint: vscode.l10n.t('Give the file the ending .csv, .json, .md or .parquet.'),
    });
  }
  const { runs } = await withLateProgress(vscode.l10n.t('Exporting runs to {0}', name), (signal) =>
    session.ask(
      'runs/exportTable',
      { query, columns, format, file: target.fsPath },
      { signal, timeoutMs: exportLimitMs },
    ),
  );
  void offerFile(target, vscode.l10n.t('{0} runs are in {1}.', runs, name), format);
}

async function offerFile(target: vscode.Uri, text: string, format: Export['format']): Promise<void> {
  const open = vscode.l10n.t('Open');
  const show = vscode.l10n.t('Show File');
  const actions = format === 'parquet' ? [show] : [open, show];
  const choice = await vscode.window.showInformationMessage(text, ...actions);
  if (choice === open) await vscode.commands.executeCommand('vscode.open', target);
  // A window in a browser has no file manager: then the explorer shows it.
  if (choice === show) await vscode.commands.executeCommand(showCommand(), target);
}

function showCommand(): string {
  return vscode.env.uiKind === vscode.UIKind.Web || vscode.env.remoteName !== undefined
    ? 'revealInExplorer'
    : 'revealFileInOS';
}
