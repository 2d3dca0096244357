import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { ModelTrailError } from '../../protocol/errors';
import { codeFolderTag } from '../../protocol/layout';
import type { ViewCommand } from '../../protocol/view';
import type { FolderSession } from '../folderSession';
import { tokenName, uriName } from '../terminalEnvironment';
import { shellOf, toShellLine } from './shellLine';
import { toWorktreeCommand } from './worktreeCommand';

/**
 * Opens a terminal in a worktree at a commit, connected to this folder's tracker, and types the command: the user looks at
 * it and presses Enter. Only a trusted workspace has a session to call it with.
 */
export async function runAtCommit(
  session: FolderSession,
  { commit, commandLine, folder }: Extract<ViewCommand, { name: 'runAtCommit' }>,
): Promise<void> {
  const { root, folder: worktree } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Checking out {0}', commit.slice(0, 7)) },
    () => session.ask('code/openCommit', { commit }),
  );
  const inside = isInside(folder) ? folder : '';
  const cwd = (await exists(join(worktree, inside))) ? join(worktree, inside) : worktree;
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Run at {0}', commit.slice(0, 7)),
    cwd: vscode.Uri.file(cwd),
    env: environment(session, worktree),
    iconPath: new vscode.ThemeIcon('git-commit'),
  });
  terminal.show();
  const workspace = session.folder.uri.fsPath;
  const command = await toWorktreeCommand(commandLine, { workspace, worktree, folder: inside, exists });
  const line = toShellLine(command, shellOf(vscode.env.shell));
  if (line === null || line === '') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The terminal is in {0}. The command of the run cannot be typed for you.', root),
    );
    return;
  }
  await promptOf(terminal);
  terminal.sendText(line, false);
}

/** New runs go into this folder's store, and say where their code is. */
function environment(session: FolderSession, worktree: string): Record<string, string> {
  const { address } = session;
  if (!address) throw new ModelTrailError('TRACKER_SILENT', vscode.l10n.t('The tracker is not connected.'));
  return {
    [uriName]: address.url,
    ...(address.token !== null && { [tokenName]: address.token }),
    // Tags that MLflow's client gives to every run it makes.
    MLFLOW_RUN_CONTEXT: JSON.stringify({ [codeFolderTag]: worktree }),
  };
}

function isInside(folder: string | null): folder is string {
  return folder !== null && !folder.startsWith('/') && !folder.split(/[\\/]/).includes('..');
}

/** How long a shell may take to its first prompt, in milliseconds; one that is not integrated never tells. */
const promptMs = 3_000;
/** The integration says that it is there a moment before the prompt is. */
const settleMs = 300;

/** Waits for a prompt: what is typed before it stands there twice. */
async function promptOf(terminal: vscode.Terminal): Promise<void> {
  if (!terminal.shellIntegration) await integrationOf(terminal);
  await pause(settleMs);
}

async function integrationOf(terminal: vscode.Terminal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      waiting.dispose();
      resolve();
    };
    const timer = setTimeout(done, promptMs);
    const waiting = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) done();
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
