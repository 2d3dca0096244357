import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { pickSession, type Command } from '../commands';
import type { FolderSession } from '../folderSession';
import { selectedRuns } from './runPick';

type Mode = 'worktree' | 'branch' | 'apply';

/** Brings the code of a run back: beside the workspace, on a branch, or into it with the way back kept. */
export async function restoreCode(session: FolderSession, id: string, mode: Mode): Promise<void> {
  const [run] = await session.ask('runs/rows', { ids: [id] });
  if (!run) return;
  switch (mode) {
    case 'worktree': {
      const folder = session.folder.uri.fsPath;
      const proposed = join(dirname(folder), `${basename(folder)}-${slug(run.name)}`);
      const target = await vscode.window.showInputBox({
        title: vscode.l10n.t('Open Code of {0} in a New Worktree', run.name),
        value: proposed,
        prompt: vscode.l10n.t('A folder that is new or empty.'),
      });
      if (!target) return;
      const { message } = await session.ask('runs/restoreCode', { id, mode, target });
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(message), { forceNewWindow: true });
      return;
    }
    case 'branch': {
      const target = await vscode.window.showInputBox({
        title: vscode.l10n.t('Create Branch from {0}', run.name),
        value: `run/${slug(run.name)}`,
      });
      if (!target) return;
      await session.ask('runs/restoreCode', { id, mode, target });
      void vscode.window.showInformationMessage(vscode.l10n.t('Branch {0} holds the code of {1}.', target, run.name));
      return;
    }
    case 'apply': {
      const { message } = await session.ask('runs/restoreCode', { id, mode });
      const undo = vscode.l10n.t('Undo');
      void vscode.window.showInformationMessage(message, undo).then(async (choice) => {
        if (choice === undo) await vscode.commands.executeCommand('modeltrail.code.undoRestore');
      });
    }
  }
}

/** Takes back what {@link restoreCode} applied to the workspace last. */
export async function undoRestoreCode(session: FolderSession): Promise<void> {
  const { message } = await session.ask('runs/undoRestoreCode', {});
  void vscode.window.showInformationMessage(message);
}

function slug(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'run';
}

function restoring(id: string, mode: Mode): Command {
  return {
    id,
    needs: 'tracker',
    run: async (workbench, ...args) => {
      const selection = await selectedRuns(workbench, args, { many: false });
      const [run] = selection?.runs ?? [];
      if (selection && run) await restoreCode(selection.session, run.id, mode);
    },
  };
}

export const codeCommands: readonly Command[] = [
  restoring('modeltrail.run.openWorktree', 'worktree'),
  restoring('modeltrail.run.createBranch', 'branch'),
  restoring('modeltrail.run.applyCode', 'apply'),
  {
    id: 'modeltrail.code.undoRestore',
    needs: 'tracker',
    run: async (workbench) => {
      const session = await pickSession(workbench);
      if (session) await undoRestoreCode(session);
    },
  },
];
