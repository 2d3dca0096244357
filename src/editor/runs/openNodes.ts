import * as vscode from 'vscode';
import type { RunsNode } from './nodes';

const key = 'modeltrail.openNodes';
/** The newest choices that are kept; older ones are forgotten. */
const limit = 500;

/**
 * What the user opened and folded in RUNS, kept over reloads: VS Code itself forgets it for the trees of extensions,
 * whose nodes come after the tree is restored.
 */
export class OpenNodes implements vscode.Disposable {
  private readonly choices: Map<string, boolean>;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly state: vscode.Memento,
    view: vscode.TreeView<RunsNode>,
  ) {
    this.choices = new Map(state.get<[string, boolean][]>(key, []));
    this.subscriptions = [
      view.onDidExpandElement(({ element }) => this.choose(element.id, true)),
      view.onDidCollapseElement(({ element }) => this.choose(element.id, false)),
    ];
  }

  /** How an item that can be opened is to be shown at first. */
  apply(item: vscode.TreeItem): vscode.TreeItem {
    const choice = item.id === undefined ? undefined : this.choices.get(item.id);
    if (choice === undefined || !item.collapsibleState) return item;
    item.collapsibleState = choice
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;
    return item;
  }

  private choose(id: string, open: boolean): void {
    this.choices.delete(id);
    this.choices.set(id, open);
    void this.state.update(key, [...this.choices].slice(-limit));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
