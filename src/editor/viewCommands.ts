import * as vscode from 'vscode';
import type { ViewCommand } from '../protocol/view';
import { openDiff, openUncommitted } from './codeDiff';
import { showError } from './errors';
import type { FolderSession } from './folderSession';
import { log } from './log';
import { restoreCode } from './runs/codeCommands';

/** Does what a webview asks of the editor; its errors reach the user as those of commands do. */
export async function runViewCommand(command: ViewCommand, session: FolderSession): Promise<void> {
  try {
    await handle(command, session);
  } catch (error) {
    await showError(error);
  }
}

async function handle(command: ViewCommand, session: FolderSession): Promise<void> {
  switch (command.name) {
    case 'openRun':
      await vscode.commands.executeCommand('modeltrail.run.open', command.id, session.folder.uri.toString());
      return;
    case 'openCompare':
      await vscode.commands.executeCommand('modeltrail.runs.openCompare', command.ids, session.folder.uri.toString());
      return;
    case 'openDiff':
      await openDiff(session, command);
      return;
    case 'openUncommitted':
      await openUncommitted(session, command.id, command.path);
      return;
    case 'openArtifact':
      await vscode.commands.executeCommand('vscode.open', await locate(session, command));
      return;
    case 'saveArtifact':
      await saveArtifact(session, command);
      return;
    case 'restoreCode':
      await restoreCode(session, command.id, command.mode);
      return;
    case 'addRuns':
      await vscode.commands.executeCommand('modeltrail.runs.focus');
      return;
    case 'copy':
      await vscode.env.clipboard.writeText(command.text);
      return;
    case 'showLog':
      log.show();
  }
}

async function locate(session: FolderSession, { id, path }: { id: string; path: string }): Promise<vscode.Uri> {
  const { file } = await session.ask('artifacts/locate', { id, path });
  if (file === null) throw new Error(vscode.l10n.t('{0} is not on this disk.', path));
  return vscode.Uri.file(file);
}

async function saveArtifact(session: FolderSession, artifact: { id: string; path: string }): Promise<void> {
  const source = await locate(session, artifact);
  const name = artifact.path.split('/').at(-1) ?? 'artifact';
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(session.folder.uri, name) });
  if (target) await vscode.workspace.fs.copy(source, target, { overwrite: true });
}
