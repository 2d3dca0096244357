import * as vscode from 'vscode';
import type { Sessions } from '../sessions';

/** A burst of changes counts as one once it is quiet for so long, in milliseconds. */
const quietMs = 400;
/** A program that writes all the time makes itself heard no more often than this. */
const restMs = 3_000;

/**
 * Tells when files of a folder may have changed: something was saved or written, another commit was checked out, or the
 * window has the focus again and anything may have happened meanwhile.
 */
export class WorkspaceWatch implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly last = new Map<string, number>();
  private readonly subscriptions: readonly vscode.Disposable[];

  /** The URI of the folder as text. */
  readonly onChange = this.changed.event;

  constructor(private readonly sessions: Sessions) {
    this.subscriptions = [
      sessions.onChange(() => this.update()),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        const folder = vscode.workspace.getWorkspaceFolder(uri);
        if (folder) this.note(folder.uri.toString());
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) for (const folder of this.watchers.keys()) this.note(folder);
      }),
    ];
    this.update();
  }

  private update(): void {
    const folders = new Map(this.sessions.all.map(({ folder }) => [folder.uri.toString(), folder]));
    for (const [key, watcher] of this.watchers) {
      if (folders.has(key)) continue;
      watcher.dispose();
      this.watchers.delete(key);
      clearTimeout(this.timers.get(key));
      this.timers.delete(key);
    }
    for (const [key, folder] of folders) {
      if (!this.watchers.has(key)) this.watchers.set(key, this.watch(folder));
    }
  }

  private watch(folder: vscode.WorkspaceFolder): vscode.Disposable {
    const key = folder.uri.toString();
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**/*'));
    const onEvent = (uri: vscode.Uri): void => {
      if (!isNoise(uri.path.slice(folder.uri.path.length + 1))) this.note(key);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(onEvent),
      watcher.onDidCreate(onEvent),
      watcher.onDidDelete(onEvent),
    );
  }

  private note(folder: string): void {
    if (!this.watchers.has(folder)) return;
    const since = performance.now() - (this.last.get(folder) ?? -Infinity);
    clearTimeout(this.timers.get(folder));
    const timer = setTimeout(
      () => {
        this.timers.delete(folder);
        this.last.set(folder, performance.now());
        this.changed.fire(folder);
      },
      Math.max(quietMs, restMs - since),
    );
    this.timers.set(folder, timer);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const watcher of this.watchers.values()) watcher.dispose();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.changed.dispose();
  }
}

/** What is no part of the code: the store, which is written with every metric, and Git's own files but for HEAD. */
function isNoise(path: string): boolean {
  const [first, ...rest] = path.split('/');
  if (first === '.modeltrail') return true;
  return first === '.git' && !['HEAD', 'logs/HEAD'].includes(rest.join('/'));
}
