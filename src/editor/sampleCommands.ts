import { execFile } from 'node:child_process';
import { cp, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { ModelTrailError } from '../protocol/errors';
import type { Command, Workbench } from './commands';
import { log } from './log';

export const sampleCommands: readonly Command[] = [
  { id: 'modeltrail.sample.create', needs: 'nothing', run: ({ context }) => createSample(context) },
];

/** Copies the sample into a folder of the user's choice, as a Git repository with one commit, and opens it. */
async function createSample(context: Workbench['context']): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Where to Put the Sample Project'),
    openLabel: vscode.l10n.t('Create Here'),
    defaultUri: vscode.Uri.file(homedir()),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const parent = chosen?.[0];
  if (!parent) return;
  const folder = await copySample(context.asAbsolutePath('sample'), join(parent.fsPath, 'modeltrail-sample'));
  await makeRepository(folder);
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder));
}

/** Copies without what a try of the original left there; throws `SAMPLE_EXISTS` rather than touch a folder. */
async function copySample(source: string, target: string): Promise<string> {
  if (await stat(target).catch(() => null)) {
    throw new ModelTrailError('SAMPLE_EXISTS', vscode.l10n.t('{0} is there already.', target), {
      hint: vscode.l10n.t('Open it, or choose another folder for a new copy.'),
    });
  }
  const leftovers = new Set(['.venv', '__pycache__', '.modeltrail']);
  await cp(source, target, { recursive: true, filter: (path) => !leftovers.has(basename(path)) });
  return target;
}

/** Without Git the sample works too: its runs then carry no commit. */
async function makeRepository(folder: string): Promise<void> {
  const git = (...args: readonly string[]) => promisify(execFile)('git', args, { cwd: folder, windowsHide: true });
  try {
    await git('init', '--quiet');
    await git('add', '.');
    const identity = await git('config', 'user.email').then(
      () => [],
      () => ['-c', 'user.name=ModelTrail', '-c', 'user.email=sample@modeltrail.invalid'],
    );
    const message = ['--quiet', '--message', 'Add the sample project'];
    await git(...identity, '-c', 'commit.gpgsign=false', 'commit', ...message);
  } catch (error) {
    log.warn(`The sample project has no commit: ${String(error)}`);
  }
}
