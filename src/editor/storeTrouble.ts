import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { ModelTrailError, toError } from '../protocol/errors';
import { layoutOf } from '../protocol/layout';
import { pickSession, type Command, type Workbench } from './commands';
import type { FolderSession } from './folderSession';
import type { Sessions } from './sessions';

const commandId = 'modeltrail.store.restoreBackup';

/** Says once a session when its store is damaged, and offers the way back. */
export function watchStores(sessions: Sessions): vscode.Disposable {
  const told = new WeakSet<FolderSession>();
  return sessions.onState(async (session) => {
    const problem = await findDamage(session);
    if (problem === null || told.has(session)) return;
    told.add(session);
    const restore = vscode.l10n.t('Restore from Backup…');
    const choice = await vscode.window.showErrorMessage(problem, restore);
    if (choice === restore) await vscode.commands.executeCommand(commandId, session.folder.uri.toString());
  });
}

async function findDamage(session: FolderSession): Promise<string | null> {
  const { state, failure } = session;
  if (state === 'failed') {
    return failure instanceof ModelTrailError && failure.code === 'STORE_DAMAGED' ? failure.message : null;
  }
  if (state !== 'connected') return null;
  try {
    return (await session.ask('tracker/status', {})).damaged;
  } catch {
    return null; // The next state tells.
  }
}

export const storeCommands: readonly Command[] = [{ id: commandId, needs: 'tracker', run: restoreBackup }];

async function restoreBackup(workbench: Workbench, folder: unknown): Promise<void> {
  const session = await pickSession(workbench, typeof folder === 'string' ? folder : undefined);
  const file = session && (await pickBackup(session));
  if (!file) return;
  const restore = vscode.l10n.t('Restore');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replace all runs of {0} by those of the backup?', session.folder.name),
    { modal: true, detail: vscode.l10n.t('The store as it is now is kept beside the restored one.') },
    restore,
  );
  if (choice !== restore) return;
  await session.stop();
  try {
    const cli = workbench.context.asAbsolutePath(join('dist', 'cli.js'));
    await runCli(cli, ['restore-backup', file, '--folder', session.folder.uri.fsPath, '--json']);
  } finally {
    await session.start();
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('The runs of the backup are back.'));
}

async function pickBackup(session: FolderSession): Promise<string | undefined> {
  const { backups } = layoutOf(session.folder.uri.fsPath);
  const names = await readdir(backups).catch((): string[] => []);
  const items = names
    .filter((name) => name.endsWith('.db'))
    .sort()
    .reverse()
    .map((name) => ({ label: name, file: join(backups, name) }));
  const other = { label: vscode.l10n.t('Choose a File…'), file: undefined };
  const chosen = await vscode.window.showQuickPick([...items, other], { title: vscode.l10n.t('Restore from Backup') });
  if (chosen !== other) return chosen?.file;
  return (await vscode.window.showOpenDialog({ filters: { [vscode.l10n.t('ModelTrail store')]: ['db'] } }))?.[0]
    ?.fsPath;
}

/** Runs our command line with VS Code's Node: the store is opened by a process of its own, never by the host. */
async function runCli(cli: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [cli, ...args], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  } catch (thrown) {
    const stdout = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : '';
    const { rpcError } = await import('../protocol/rpcError');
    const said = rpcError.safeParse(parseOrNull(stdout)).data?.error;
    throw said ? new ModelTrailError(said.code, said.message, { hint: said.hint ?? undefined }) : toError(thrown);
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
