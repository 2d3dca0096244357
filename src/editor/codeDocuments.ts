import * as vscode from 'vscode';
import type { FolderSession } from './folderSession';
import type { Sessions } from './sessions';

const scheme = 'modeltrail-code';

/** The address of a file as a run's snapshot holds it; `before`: as its commit does, without uncommitted changes. */
export function codeUri(
  session: FolderSession,
  { id, path, before = false }: { readonly id: string; readonly path: string; readonly before?: boolean },
): vscode.Uri {
  const folder = session.folder.uri.toString();
  const query = new URLSearchParams({ folder, id, ...(before && { before: 'true' }) });
  return vscode.Uri.from({ scheme, path: `/${path}`, query: query.toString() });
}

/** The side of a diff where the file does not exist. */
export function emptyUri(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${path}` });
}

/** Files of recorded code as a read-only file system, so that VS Code's own diff editor shows text and pictures alike. */
export class CodeDocuments implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly sessions: Sessions) {}

  static register(sessions: Sessions): vscode.Disposable {
    return vscode.workspace.registerFileSystemProvider(scheme, new CodeDocuments(sessions), { isReadonly: true });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (uri.query === '') return new Uint8Array();
    const query = new URLSearchParams(uri.query);
    const session = this.sessions.get(query.get('folder') ?? '');
    const id = query.get('id');
    if (!session || id === null) throw vscode.FileSystemError.Unavailable(uri);
    const { base64 } = await session.ask('runs/file', { id, path: uri.path.slice(1), before: query.has('before') });
    // A side of a diff where the file does not exist is empty.
    return Buffer.from(base64 ?? '', 'base64');
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: (await this.readFile(uri)).byteLength };
  }

  watch(): vscode.Disposable {
    // Recorded code never changes.
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
