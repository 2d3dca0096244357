import * as vscode from 'vscode';
import { FolderSession } from './folderSession';
import { readSetting } from './settings';

/** The sessions of the workspace's folders; none in an untrusted workspace, where nothing may be started. */
export class Sessions implements vscode.Disposable {
  private readonly byFolder = new Map<string, FolderSession>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  private readonly stateChanged = new vscode.EventEmitter<FolderSession>();

  /** Sessions came or went. */
  readonly onChange = this.changed.event;
  /** A session's tracker went, came back or failed. */
  readonly onState = this.stateChanged.event;

  constructor(private readonly trackerFile: string) {
    this.subscriptions = [
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.update()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.update()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('modeltrail.tracking.enabled')) this.update();
      }),
    ];
    this.update();
  }

  get all(): readonly FolderSession[] {
    return [...this.byFolder.values()];
  }

  /** The session of a folder by its URI text. */
  get(folder: string): FolderSession | undefined {
    return this.byFolder.get(folder);
  }

  private update(): void {
    const wanted = new Map(
      (vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [])
        .filter((folder) => folder.uri.scheme === 'file' && readSetting('tracking.enabled', folder.uri))
        .map((folder) => [folder.uri.toString(), folder]),
    );
    for (const [key, session] of this.byFolder) {
      if (wanted.has(key)) continue;
      session.dispose();
      this.byFolder.delete(key);
    }
    for (const [key, folder] of wanted) {
      if (this.byFolder.has(key)) continue;
      const session = new FolderSession(folder, this.trackerFile);
      this.byFolder.set(key, session);
      // Ends with the session's own emitter.
      session.onState(() => this.stateChanged.fire(session));
      void session.start();
    }
    this.changed.fire();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const session of this.byFolder.values()) session.dispose();
    this.byFolder.clear();
    this.changed.dispose();
    this.stateChanged.dispose();
  }
}
