import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ChangedFile } from '../protocol/run';
import { codeUri, emptyUri } from './codeDocuments';
import type { FolderSession } from './folderSession';

export interface DiffSides {
  readonly from: string;
  /** null: the working tree as it is now. */
  readonly to: string | null;
  /** null: every changed file, in the multi-diff editor. */
  readonly path: string | null;
}

/** Shows how the code of a run differs from another run's, or from the working tree, in VS Code's diff editor. */
export async function openDiff(session: FolderSession, { from, to, path }: DiffSides): Promise<void> {
  const { files, root } = await session.ask('runs/diff', { from, to });
  const shown = path === null ? files : files.filter((file) => file.path === path);
  const names = await runNames(session, to === null ? [from] : [from, to]);
  const title = `${names[0] ?? from} ↔ ${to === null ? vscode.l10n.t('working tree') : (names[1] ?? to)}`;
  const sides = shown.map((file): Sides => {
    const left = codeUri(session, { id: from, path: file.from ?? file.path });
    const right = to === null ? workingTreeUri(root, file) : codeUri(session, { id: to, path: file.path });
    return { label: vscode.Uri.file(join(root, file.path)), left, right };
  });
  await show(sides, title);
}

/** Shows what a run had changed and not committed. */
export async function openUncommitted(session: FolderSession, id: string, path: string | null): Promise<void> {
  const { files, root } = await session.ask('runs/code', { id });
  const [name] = await runNames(session, [id]);
  const sides = files
    .filter((file) => path === null || file.path === path)
    .map((file): Sides => ({
      label: vscode.Uri.file(join(root ?? '', file.path)),
      left: codeUri(session, { id, path: file.path, before: true }),
      right: codeUri(session, { id, path: file.path }),
    }));
  await show(sides, vscode.l10n.t('{0}: uncommitted changes', name ?? id));
}

interface Sides {
  readonly label: vscode.Uri;
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
}

async function show(sides: readonly Sides[], title: string): Promise<void> {
  const [only] = sides;
  if (!only) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: the code is the same.', title));
    return;
  }
  if (sides.length === 1) {
    const file = only.label.path.split('/').at(-1) ?? '';
    await vscode.commands.executeCommand('vscode.diff', only.left, only.right, `${file} (${title})`, { preview: true });
    return;
  }
  const list = sides.map(({ label, left, right }) => [label, left, right]);
  await vscode.commands.executeCommand('vscode.changes', title, list);
}

function workingTreeUri(root: string, file: ChangedFile): vscode.Uri {
  return file.status === 'deleted' ? emptyUri(file.path) : vscode.Uri.file(join(root, file.path));
}

async function runNames(session: FolderSession, ids: readonly string[]): Promise<readonly string[]> {
  return (await session.ask('runs/rows', { ids: [...ids] })).map((run) => run.name);
}
