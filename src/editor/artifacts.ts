import * as vscode from 'vscode';
import type { FolderSession } from './folderSession';

/** A file that a run stored, by its path below the run's artifacts. */
interface Artifact {
  readonly id: string;
  readonly path: string;
}

async function locate(session: FolderSession, { id, path }: Artifact): Promise<vscode.Uri> {
  const { file } = await session.ask('artifacts/locate', { id, path });
  if (file === null) throw new Error(vscode.l10n.t('{0} is not on this disk.', path));
  return vscode.Uri.file(file);
}

/** Opens an artifact in the editor that VS Code has for it. */
export async function openArtifact(session: FolderSession, artifact: Artifact): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', await locate(session, artifact));
}

/** Compares the artifacts of two runs in the diff editor. */
export async function diffArtifacts(
  session: FolderSession,
  { from, to }: { readonly from: Artifact; readonly to: Artifact },
): Promise<void> {
  const [left, right] = await Promise.all([locate(session, from), locate(session, to)]);
  const [one, other] = await session.ask('runs/rows', { ids: [from.id, to.id] });
  const names = `${one?.name ?? from.id} ↔ ${other?.name ?? to.id}`;
  await vscode.commands.executeCommand('vscode.diff', left, right, `${to.path} (${names})`, { preview: true });
}

/** Copies an artifact to where the user says. */
export async function saveArtifact(session: FolderSession, artifact: Artifact): Promise<void> {
  const source = await locate(session, artifact);
  const name = artifact.path.split('/').at(-1) ?? 'artifact';
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(session.folder.uri, name) });
  if (target) await vscode.workspace.fs.copy(source, target, { overwrite: true });
}
