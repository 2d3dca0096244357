import * as vscode from 'vscode';
import { ModelTrailError } from '../protocol/errors';
import type { ViewCommand } from '../protocol/view';
import type { FolderSession } from './folderSession';

type Report = Pick<Extract<ViewCommand, { name: 'saveMarkdown' }>, 'markdown' | 'pictures'>;

// The names come from a webview: none may lead out of the chosen folder.
const plainName = /^[\w-][\w.-]*\.svg$/;

/** Asks where to, then writes the Markdown file, its pictures beside it, and shows it. */
export async function saveMarkdown(session: FolderSession, { markdown, pictures }: Report): Promise<void> {
  const odd = pictures.find(({ path }) => !plainName.test(path));
  if (odd) throw new ModelTrailError('INVALID_VALUE', vscode.l10n.t('{0} is no name of a picture.', odd.path));
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(session.folder.uri, 'comparison.md'),
    filters: { Markdown: ['md'] },
  });
  if (!target) return;
  const files = pictures.map(({ path, svg }) => ({ uri: vscode.Uri.joinPath(target, '..', path), text: svg }));
  if (!(await mayReplace(files.map(({ uri }) => uri)))) return;
  for (const { uri, text } of [...files, { uri: target, text: markdown }]) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  await vscode.commands.executeCommand('vscode.open', target);
}

/** The dialog asks about the Markdown file alone; of pictures that are there already the user hears here. */
async function mayReplace(files: readonly vscode.Uri[]): Promise<boolean> {
  const there = await Promise.all(files.map(exists));
  const names = files.filter((_, index) => there[index]).map((uri) => uri.path.split('/').at(-1));
  if (names.length === 0) return true;
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('Pictures of these names are in that folder: {0}.', names.join(', '));
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    // Not there, or not readable: writing says what is wrong with it.
    return false;
  }
}
