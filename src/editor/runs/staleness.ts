import type * as vscode from 'vscode';
import type { Staleness } from '../../protocol/staleness';
import type { Sessions } from '../sessions';
import type { RunNode, RunsNode } from './nodes';
import { StalenessBoard } from './stalenessBoard';
import type { WorkspaceWatch } from './stalenessWatch';

const collectMs = 150;

interface RunStalenessOptions {
  readonly sessions: Sessions;
  readonly view: vscode.TreeView<RunsNode>;
  readonly watch: WorkspaceWatch;
  readonly redraw: (node: RunNode) => void;
}

/** How the code of the runs in the tree differs from the workspace, in every folder. */
export class RunStaleness implements vscode.Disposable {
  private readonly boards = new Map<string, StalenessBoard>();
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(private readonly options: RunStalenessOptions) {
    const { sessions, view, watch } = options;
    this.subscriptions = [
      watch.onChange((folder) => this.boards.get(folder)?.refresh()),
      view.onDidChangeVisibility(({ visible }) => {
        if (visible) for (const board of this.boards.values()) board.show();
      }),
      sessions.onChange(() => this.forgetClosed()),
    ];
  }

  /** Of a row that is being drawn; undefined: not known yet, it is drawn again when it is. */
  read(node: RunNode): Staleness | undefined {
    if (node.parent.kind === 'trash' || node.run.git === null) return undefined;
    return this.board(node.folder).read(node);
  }

  private board(folder: string): StalenessBoard {
    const known = this.boards.get(folder);
    if (known) return known;
    const { sessions, view, redraw } = this.options;
    const board = new StalenessBoard({
      ask: async (ids, fresh, signal) =>
        (await sessions.get(folder)?.ask('runs/staleness', { ids: [...ids], fresh }, { signal })) ?? [],
      redraw,
      isVisible: () => view.visible,
      collectMs,
    });
    this.boards.set(folder, board);
    return board;
  }

  private forgetClosed(): void {
    for (const [folder, board] of this.boards) {
      if (this.options.sessions.get(folder)) continue;
      board.dispose();
      this.boards.delete(folder);
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const board of this.boards.values()) board.dispose();
  }
}
