import * as vscode from 'vscode';
import type { ExperimentRow } from '../../protocol/rpc';
import type { RunRow } from '../../protocol/run';
import type { FolderSession } from '../folderSession';
import {
  listLimit,
  pageSize,
  toEmptyNode,
  toExperimentNodes,
  toRunNodes,
  toTrashedNodes,
  type ExperimentNode,
  type ListNode,
  type RunNode,
  type RunsNode,
  type TrashNode,
} from './nodes';

interface List {
  node: ListNode;
  limit: number;
  children: readonly RunsNode[];
}

/**
 * What the tree shows of one folder: the experiments and the pages of runs that are open, read from the tracker and read
 * again where its events say so. Nodes keep their identity, so that VS Code redraws the smallest part.
 */
export class RunsModel implements vscode.Disposable {
  private readonly lists = new Map<string, List>();
  private readonly changed = new vscode.EventEmitter<RunsNode | undefined>();
  private readonly subscription: vscode.Disposable;
  private experimentNodes: readonly ExperimentNode[] = [];
  private trash: TrashNode | undefined;
  private refreshing: Promise<void> | undefined;
  private filterText = '';

  /** A node whose text or children changed; undefined: the whole folder. */
  readonly onChange = this.changed.event;

  constructor(private readonly session: FolderSession) {
    this.subscription = session.onChange((event) => {
      if (event.lists.some((list) => list === 'runs' || list === 'experiments')) void this.refresh();
      else void this.refreshRuns(event.runs);
    });
  }

  get folder(): string {
    return this.session.folder.uri.toString();
  }

  get experiments(): readonly ExperimentRow[] {
    return this.experimentNodes.map((node) => node.experiment);
  }

  /** Runs that train now, in all experiments. */
  get running(): number {
    return this.experimentNodes.reduce((sum, { experiment }) => sum + experiment.running, 0);
  }

  get filter(): string {
    return this.filterText;
  }

  /** Shows only runs that match (`''`: all). Rejects when the tracker does not understand the filter. */
  async setFilter(filter: string): Promise<void> {
    if (filter !== '') await this.session.ask('runs/page', { filter, limit: 1 });
    this.filterText = filter;
    for (const list of this.lists.values()) list.limit = pageSize;
    await this.refresh();
  }

  async roots(): Promise<readonly RunsNode[]> {
    if (this.experimentNodes.length === 0) await this.readExperiments();
    return this.trash ? [...this.experimentNodes, this.trash] : this.experimentNodes;
  }

  async children(node: ListNode): Promise<readonly RunsNode[]> {
    let list = this.lists.get(node.id);
    if (!list) {
      list = { node, limit: pageSize, children: [] };
      this.lists.set(node.id, list);
    }
    // A Trash that was empty meanwhile is another node of the same id.
    list.node = node;
    list.children = await this.readList(list);
    return list.children;
  }

  /** Loads the next page of a list. */
  loadMore(node: ListNode): void {
    const list = this.lists.get(node.id);
    if (!list) return;
    list.limit = Math.min(listLimit, list.limit + pageSize);
    this.changed.fire(node);
  }

  /** Reads everything again that is shown; while one reading goes on, the next is the same. */
  async refresh(): Promise<void> {
    this.refreshing ??= this.readExperiments()
      .then(() => this.changed.fire(undefined))
      .catch(() => undefined) // The session's state shows a tracker that does not answer.
      .finally(() => (this.refreshing = undefined));
    await this.refreshing;
  }

  private async readExperiments(): Promise<void> {
    const rows = await this.session.ask('experiments/list', {});
    const known = new Map(this.experimentNodes.map((node) => [node.id, node]));
    const { experiments, trashed, trashedExperiments } = toExperimentNodes(this.folder, rows, new Set(known.keys()));
    this.experimentNodes = experiments.map((node) => {
      const old = known.get(node.id);
      if (old) old.experiment = node.experiment;
      return old ?? node;
    });
    const content = { runs: trashed, experiments: trashedExperiments };
    if (trashed + trashedExperiments.length === 0) this.trash = undefined;
    else if (this.trash) Object.assign(this.trash, content);
    else this.trash = { kind: 'trash', id: `trash:${this.folder}`, folder: this.folder, ...content };
  }

  private async readList({ node, limit }: List): Promise<readonly RunsNode[]> {
    const primary = this.primaryMetric(node);
    const filtered = this.filterText !== '' && node.kind !== 'trash';
    const page = await this.session.ask('runs/page', {
      ...(node.kind === 'experiment' && { experimentIds: [node.experiment.id] }),
      ...(node.kind === 'run' && { parentId: node.run.id }),
      // A filter may match children of runs that do not match: then all are shown side by side.
      ...(node.kind === 'experiment' && !filtered && { parentId: null }),
      ...(filtered && { filter: this.filterText }),
      view: node.kind === 'trash' ? 'deleted' : 'active',
      include: { params: [], metrics: primary ? [primary] : [], tags: [] },
      limit,
    });
    const old = new Map(this.lists.get(node.id)?.children.map((child) => [child.id, child]));
    const nodes = [...(node.kind === 'trash' ? toTrashedNodes(node) : []), ...toRunNodes(node, page)];
    if (nodes.length === 0 && node.kind === 'experiment') return [toEmptyNode(node, { filtered })];
    return nodes.map((child) => {
      const known = old.get(child.id);
      if (child.kind !== 'run' || known?.kind !== 'run') return child;
      known.run = child.run;
      return known;
    });
  }

  private primaryMetric(node: ListNode): string | null {
    if (node.kind === 'experiment') return node.experiment.primaryMetric?.key ?? null;
    return node.kind === 'run' && node.parent.kind !== 'trash' ? this.primaryMetric(node.parent) : null;
  }

  /** Redraws those of the changed runs that are shown. */
  private async refreshRuns(ids: readonly string[]): Promise<void> {
    const changed = new Set(ids);
    const nodes = [...this.lists.values()]
      .flatMap((list) => list.children)
      .filter((node): node is RunNode => node.kind === 'run' && changed.has(node.run.id));
    if (nodes.length === 0) return;
    const metrics = [...new Set(nodes.flatMap((node) => this.primaryMetric(node) ?? []))];
    try {
      const rows = await this.session.ask('runs/rows', {
        ids: nodes.map((node) => node.run.id),
        include: { params: [], metrics, tags: [] },
      });
      const byId = new Map(rows.map((row): [string, RunRow] => [row.id, row]));
      for (const node of nodes) {
        node.run = byId.get(node.run.id) ?? node.run;
        this.changed.fire(node);
      }
    } catch {
      // A run may be gone meanwhile; the next event reads the lists again.
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
