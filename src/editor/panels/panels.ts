import * as vscode from 'vscode';
import type { BisectIntent, CompareIntent, RunIntent, TableIntent, ViewCommand } from '../../protocol/view';
import type { FolderSession } from '../folderSession';
import type { ComparisonSet } from '../runs/comparison';
import type { Sessions } from '../sessions';
import type { ViewPanel } from './viewPanel';

/** What a panel shows; a webview keeps it, with choices of its own, as its state. */
type Intent = RunIntent | CompareIntent | TableIntent | BisectIntent;

const viewTypes = {
  run: 'modeltrail.run',
  compare: 'modeltrail.compare',
  table: 'modeltrail.table',
  bisect: 'modeltrail.bisect',
} as const;

export interface PanelsOptions {
  readonly sessions: Sessions;
  readonly extensionUri: vscode.Uri;
  readonly comparison: ComparisonSet;
  /** Tells the folder, by its URI, whose files may have changed. */
  readonly onWorkspaceChange: vscode.Event<string>;
  readonly onCommand: (command: ViewCommand, session: FolderSession) => Promise<void>;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  /** Undefined while its code is loaded. */
  view?: ViewPanel;
}

/** The open panels, one an object: opening it again reveals it; a reload of the window brings them back. */
export class Panels implements vscode.Disposable {
  private readonly open = new Map<string, OpenPanel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly options: PanelsOptions) {
    this.subscriptions = Object.values(viewTypes).map((type) =>
      vscode.window.registerWebviewPanelSerializer(type, {
        deserializeWebviewPanel: (panel, state) => this.restore(panel, state),
      }),
    );
  }

  showRun(session: FolderSession, run: { readonly id: string; readonly name: string }, beside = false): void {
    void this.show(session, { view: 'run', id: run.id }, { title: run.name, beside });
  }

  showCompare(session: FolderSession, ids: readonly string[]): void {
    const title = vscode.l10n.t('Compare {0} Runs', ids.length);
    void this.show(session, { view: 'compare', ids: [...ids] }, { title, beside: false });
  }

  /** The table of these runs, else the folder's one table, which `experimentIds` narrows. */
  showTable(session: FolderSession, what: Pick<TableIntent, 'ids' | 'experimentIds'>): void {
    const title = what.ids === undefined ? vscode.l10n.t('Runs') : vscode.l10n.t('Table of {0} Runs', what.ids.length);
    void this.show(session, { view: 'table', ...what }, { title, beside: false });
  }

  showBisect(session: FolderSession, { good, bad }: { readonly good: string; readonly bad: string }): void {
    const title = vscode.l10n.t('What Made It Worse');
    void this.show(session, { view: 'bisect', good, bad }, { title, beside: false });
  }

  private async show(
    session: FolderSession,
    what: Intent,
    { title, beside }: { title: string; beside: boolean },
  ): Promise<void> {
    const intent: Intent = { ...what, folder: session.folder.uri.toString() };
    const known = this.open.get(keyOf(intent));
    if (known) {
      known.panel.reveal();
      if (intent.view === 'table' && intent.experimentIds !== undefined) known.view?.show(intent);
      return;
    }
    const column = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    await this.adopt(vscode.window.createWebviewPanel(viewTypes[intent.view], title, column), session, intent);
  }

  private async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { parseIntent } = await import('./viewPanel');
    const intent = parseIntent(state);
    const session = this.options.sessions.get(intent?.folder ?? '');
    // A panel of a folder that is gone, or of another version, has nothing to show.
    if (intent && session) await this.adopt(panel, session, intent);
    else panel.dispose();
  }

  private async adopt(panel: vscode.WebviewPanel, session: FolderSession, intent: Intent): Promise<void> {
    const key = keyOf(intent);
    const entry: OpenPanel = { panel };
    this.open.set(key, entry);
    panel.iconPath = vscode.Uri.joinPath(this.options.extensionUri, 'media', 'modeltrail.svg');
    panel.onDidDispose(() => this.open.delete(key));
    // Loaded with the first panel: activation needs none of it.
    const { ViewPanel } = await import('./viewPanel');
    if (this.open.get(key) !== entry) return;
    const ticks = {
      ids: () => this.options.comparison.ids(session.folder.uri.toString()),
      onChange: this.options.comparison.onChange,
    };
    entry.view = new ViewPanel({ ...this.options, panel, session, view: intent.view, intent, ticks });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function keyOf(intent: Intent): string {
  return `${intent.folder ?? ''} ${intent.view} ${subjectOf(intent)}`;
}

function subjectOf(intent: Intent): string {
  if (intent.view === 'run') return intent.id;
  if (intent.view === 'bisect') return `${intent.good},${intent.bad}`;
  return [...(intent.ids ?? [])].sort().join(',');
}
