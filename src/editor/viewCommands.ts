import * as vscode from 'vscode';
import type { ViewCommand } from '../protocol/view';
import { diffArtifacts, openArtifact, saveArtifact } from './artifacts';
import { openDiff, openUncommitted } from './codeDiff';
import { showError } from './errors';
import type { FolderSession } from './folderSession';
import { log } from './log';
import { restoreCode, undoRestoreCode } from './runs/codeCommands';
import type { ComparisonSet } from './runs/comparison';
import { saveMarkdown } from './saveMarkdown';

/** What a webview's commands work with: the session of its folder, and the ticks of all. */
interface ViewContext {
  readonly session: FolderSession;
  readonly comparison: ComparisonSet;
}

/** Does what a webview asks of the editor; its errors reach the user as those of commands do. */
export async function runViewCommand(command: ViewCommand, context: ViewContext): Promise<void> {
  try {
    await handle(command, context);
  } catch (error) {
    await showError(error);
  }
}

async function handle(command: ViewCommand, { session, comparison }: ViewContext): Promise<void> {
  const folder = session.folder.uri.toString();
  switch (command.name) {
    case 'openRun':
      await vscode.commands.executeCommand(
        command.beside === true ? 'modeltrail.run.openToSide' : 'modeltrail.run.open',
        command.id,
        folder,
      );
      return;
    case 'openCompare':
      await vscode.commands.executeCommand('modeltrail.runs.openCompare', command.ids, folder);
      return;
    case 'openDiff':
      await openDiff(session, command);
      return;
    case 'openUncommitted':
      await openUncommitted(session, command.id, command.path);
      return;
    case 'openArtifact':
      await openArtifact(session, command);
      return;
    case 'diffArtifacts':
      await diffArtifacts(session, command);
      return;
    case 'saveArtifact':
      await saveArtifact(session, command);
      return;
    case 'undoRestoreCode':
      await undoRestoreCode(session);
      return;
    case 'restoreCode':
      await restoreCode(session, command.id, command.mode);
      return;
    case 'addRuns':
      await vscode.commands.executeCommand('modeltrail.runs.focus');
      return;
    case 'saveMarkdown':
      await saveMarkdown(session, command);
      return;
    case 'openTable':
      await vscode.commands.executeCommand('modeltrail.runs.openTable', command.ids, folder);
      return;
    case 'exportTable': {
      const { exportTable } = await import('./table/exportTable');
      await exportTable(session, command);
      return;
    }
    case 'tick':
      comparison.setAll(folder, command.ids, command.ticked);
      return;
    case 'deleteForever': {
      const { deleteForever } = await import('./runs/deleteForever');
      if (await deleteForever(session, command.ids)) comparison.setAll(folder, command.ids, false);
      return;
    }
    case 'moveRuns': {
      const { moveRuns } = await import('./runs/moveRuns');
      await moveRuns(session, command.ids);
      return;
    }
    case 'bisect':
      await vscode.commands.executeCommand('modeltrail.runs.openBisect', command, folder);
      return;
    case 'runAtCommit': {
      const { runAtCommit } = await import('./bisect/runAtCommit');
      await runAtCommit(session, command);
      return;
    }
    case 'copy':
      await vscode.env.clipboard.writeText(command.text);
      return;
    case 'showLog':
      log.show();
  }
}
