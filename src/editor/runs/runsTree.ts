import * as vscode from 'vscode';
import type { ExperimentRow } from '../../protocol/rpc';
import type { Sessions } from '../sessions';
import type { ComparisonSet } from './comparison';
import { RunsModel } from './runsModel';
import type { RunsNode } from './nodes';
import { OpenNodes } from './openNodes';
import { RunStaleness } from './staleness';
import type { WorkspaceWatch } from './stalenessWatch';
import { runTooltip, toTreeItem } from './treeItems';

/** Running runs and ages in the tree move on although nothing is logged. */
const clockMs = 30_000;

/** The view RUNS: experiments and their runs of every folder, live. */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsNode | undefined>();
  private readonly models = new Map<string, RunsModel>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly openNodes: OpenNodes;
  private readonly staleness: RunStaleness;
  readonly view: vscode.TreeView<RunsNode>;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly sessions: Sessions,
    private readonly comparison: ComparisonSet,
    { state, watch }: { readonly state: vscode.Memento; readonly watch: WorkspaceWatch },
  ) {
    this.view = vscode.window.createTreeView('modeltrail.runs', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
      manageCheckboxStateManually: true,
    });
    this.openNodes = new OpenNodes(state, this.view);
    this.staleness = new RunStaleness({ sessions, view: this.view, watch, redraw: (node) => this.changed.fire(node) });
    const clock = setInterval(() => {
      if (this.view.visible && this.running > 0) this.changed.fire(undefined);
    }, clockMs);
    this.subscriptions.push(
      this.view,
      this.changed,
      this.openNodes,
      this.staleness,
      { dispose: () => clearInterval(clock) },
      sessions.onChange(() => this.updateModels()),
      sessions.onState(() => this.changed.fire(undefined)),
      comparison.onChange(() => this.changed.fire(undefined)),
      this.view.onDidChangeCheckboxState(({ items }) => {
        for (const [node, state] of items) {
          if (node.kind !== 'run') continue;
          comparison.set(node.folder, node.run.id, state === vscode.TreeItemCheckboxState.Checked);
        }
      }),
    );
    this.updateModels();
  }

  get running(): number {
    return [...this.models.values()].reduce((sum, model) => sum + model.running, 0);
  }

  model(folder: string): RunsModel | undefined {
    return this.models.get(folder);
  }

  refresh(): void {
    for (const model of this.models.values()) void model.refresh();
  }

  /** Shows only matching runs, in every folder. Rejects when a tracker does not understand the filter. */
  async setFilter(filter: string): Promise<void> {
    await Promise.all([...this.models.values()].map((model) => model.setFilter(filter)));
    this.view.message = filter === '' ? undefined : vscode.l10n.t('Filter: {0}', filter);
    void vscode.commands.executeCommand('setContext', 'modeltrail.filtered', filter !== '');
  }

  get filter(): string {
    return [...this.models.values()][0]?.filter ?? '';
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (!node) return this.roots();
    const model = this.models.get(node.folder);
    if (!model) return [];
    if (node.kind === 'folder') return [...(await model.roots())];
    if (node.kind === 'experiment' || node.kind === 'run' || node.kind === 'trash') {
      return [...(await model.children(node))];
    }
    return [];
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    const item = toTreeItem(node, {
      now: Date.now(),
      primaryMetric: this.primaryMetric(node),
      checked: node.kind === 'run' && this.comparison.has(node.folder, node.run.id),
      staleness: node.kind === 'run' ? this.staleness.read(node) : undefined,
    });
    return this.openNodes.apply(item);
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunsNode): vscode.TreeItem {
    if (node.kind === 'run') {
      const [primaryMetric, staleness] = [this.primaryMetric(node), this.staleness.read(node)];
      item.tooltip = runTooltip(node.run, { primaryMetric, staleness });
    }
    return item;
  }

  getParent(node: RunsNode): RunsNode | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  private async roots(): Promise<RunsNode[]> {
    const sessions = this.sessions.all;
    const [first] = sessions;
    if (!first) return [];
    if (sessions.length > 1) {
      return sessions.map(({ folder }) => ({
        kind: 'folder',
        id: `folder:${folder.uri.toString()}`,
        folder: folder.uri.toString(),
        name: folder.name,
      }));
    }
    if (first.state === 'failed') {
      const text = first.failure?.message ?? vscode.l10n.t('The tracker could not be started.');
      return [{ kind: 'message', id: 'failure', folder: first.folder.uri.toString(), text, icon: 'error' }];
    }
    return [...((await this.models.get(first.folder.uri.toString())?.roots()) ?? [])];
  }

  private primaryMetric(node: RunsNode): ExperimentRow['primaryMetric'] {
    if (node.kind !== 'run') return null;
    const { id } = node.run.experiment;
    const experiments = this.models.get(node.folder)?.experiments ?? [];
    return experiments.find((experiment) => experiment.id === id)?.primaryMetric ?? null;
  }

  private updateModels(): void {
    const folders = new Set(this.sessions.all.map(({ folder }) => folder.uri.toString()));
    for (const [folder, model] of this.models) {
      if (folders.has(folder)) continue;
      model.dispose();
      this.models.delete(folder);
    }
    for (const session of this.sessions.all) {
      const folder = session.folder.uri.toString();
      if (this.models.has(folder)) continue;
      const model = new RunsModel(session);
      this.models.set(folder, model);
      model.onChange((node) => {
        this.changed.fire(node);
        this.updateBadge();
      });
    }
    this.changed.fire(undefined);
  }

  private updateBadge(): void {
    const { running } = this;
    this.view.badge =
      running === 0
        ? undefined
        : {
            value: running,
            tooltip: running === 1 ? vscode.l10n.t('1 run trains') : vscode.l10n.t('{0} runs train', running),
          };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const model of this.models.values()) model.dispose();
  }
}
