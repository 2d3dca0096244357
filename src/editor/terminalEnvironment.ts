import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import type { FolderSession } from './folderSession';
import { log } from './log';
import type { Sessions } from './sessions';
import { onSettingChange, readSetting } from './settings';

/** The variables that MLflow's client reads its server from. */
export const uriName = 'MLFLOW_TRACKING_URI';
export const tokenName = 'MLFLOW_TRACKING_TOKEN';

/**
 * Connects new terminals and tasks of each folder to its tracker, so that an unchanged script records there, and puts the
 * `modeltrail` command on their PATH. A tracking server that the user has set already is left alone unless told.
 */
export class TerminalEnvironment implements vscode.Disposable {
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly ownUris = new Set<string>();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly sessions: Sessions,
  ) {
    context.environmentVariableCollection.persistent = false;
    this.subscriptions = [
      sessions.onChange(() => this.update()),
      sessions.onState((session) => this.connect(session)),
      onSettingChange(() => this.update()),
    ];
    this.update();
  }

  private update(): void {
    for (const session of this.sessions.all) this.connect(session);
  }

  private connect({ folder, address }: FolderSession): void {
    const collection = this.context.environmentVariableCollection.getScoped({ workspaceFolder: folder });
    const foreign = process.env[uriName];
    const mode = readSetting('terminal.connect', folder.uri);
    const taken = mode === 'auto' && foreign !== undefined && !this.ownUris.has(foreign);
    if (!address || mode === 'never' || taken) {
      collection.clear();
      if (taken) log.info(`Terminals of ${folder.name} keep ${uriName}=${foreign}, which was set before.`);
      return;
    }
    this.ownUris.add(address.url);
    collection.description = new vscode.MarkdownString(
      vscode.l10n.t('Records MLflow runs in this folder with ModelTrail, and adds the command `modeltrail`.'),
    );
    collection.replace(uriName, address.url);
    if (address.token === null) collection.delete(tokenName);
    else collection.replace(tokenName, address.token);
    collection.append('PATH', `${delimiter}${commandFolder(this.context)}`);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function commandFolder(context: vscode.ExtensionContext): string {
  return join(context.globalStorageUri.fsPath, 'bin');
}

/** Writes the small programs behind the terminal's `modeltrail`: they run our command line with VS Code's own Node. */
export async function writeCommand(context: vscode.ExtensionContext): Promise<void> {
  const folder = commandFolder(context);
  const cli = context.asAbsolutePath(join('dist', 'cli.js'));
  await mkdir(folder, { recursive: true });
  if (process.platform === 'win32') {
    const lines = ['@echo off', 'set ELECTRON_RUN_AS_NODE=1', `"${process.execPath}" "${cli}" %*`, ''];
    await writeFile(join(folder, 'modeltrail.cmd'), lines.join('\r\n'));
    return;
  }
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const file = join(folder, 'modeltrail');
  await writeFile(file, `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quote(process.execPath)} ${quote(cli)} "$@"\n`);
  await chmod(file, 0o755);
}
