import type { Staleness } from '../../protocol/staleness';
import type { RunNode } from './nodes';

export interface StalenessBoardOptions {
  /** `fresh`: the workspace changed since the last question. */
  readonly ask: (ids: readonly string[], fresh: boolean, signal: AbortSignal) => Promise<readonly Staleness[]>;
  /** Draws a row again, whose answer is another now. */
  readonly redraw: (node: RunNode) => void;
  /** Nobody looks at a hidden tree: it asks when it shows again. */
  readonly isVisible: () => boolean;
  /** How long rows are collected before they are asked for together, in milliseconds. */
  readonly collectMs: number;
}

interface Entry {
  node: RunNode;
  /** The code that was asked about: a run whose snapshot is still being taken is asked about again. */
  code: string | undefined;
  answer: Staleness | undefined;
}

/** The rows of runs that one question may be about. */
const rowsAtOnce = 2_000;

/**
 * How the code of the shown runs of one folder differs from the workspace: asked for after the rows are drawn, in one
 * question, and only rows whose answer changed are drawn again. One question at a time.
 */
export class StalenessBoard {
  private readonly entries = new Map<string, Entry>();
  private readonly closing = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAsking = false;
  private isFresh = false;

  constructor(private readonly options: StalenessBoardOptions) {}

  /** What is known of a row that is being drawn; undefined: nothing yet. */
  read(node: RunNode): Staleness | undefined {
    const entry = this.entries.get(node.id) ?? { node, code: undefined, answer: undefined };
    // The rows drawn last stand last: they are asked for when there are too many.
    this.entries.delete(node.id);
    this.entries.set(node.id, entry);
    entry.node = node;
    if (entry.code !== codeOf(node)) this.schedule();
    return entry.answer;
  }

  /** Asks again about all rows: files of the workspace changed. */
  refresh(): void {
    this.isFresh = true;
    for (const entry of this.entries.values()) entry.code = undefined;
    this.schedule();
  }

  /** Asks what was not asked while the tree was hidden. */
  show(): void {
    if (this.unasked().length > 0) this.schedule();
  }

  private schedule(): void {
    if (this.isAsking || !this.options.isVisible() || this.closing.signal.aborted) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.ask();
    }, this.options.collectMs);
  }

  private async ask(): Promise<void> {
    const asked = this.unasked().slice(-rowsAtOnce);
    if (asked.length === 0) return;
    const fresh = this.isFresh;
    this.isFresh = false;
    this.isAsking = true;
    for (const entry of asked) entry.code = codeOf(entry.node);
    try {
      const ids = [...new Set(asked.map(({ node }) => node.run.id))];
      const answers = await this.options.ask(ids, fresh, this.closing.signal);
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      for (const entry of asked) this.take(entry, byId.get(entry.node.run.id));
    } catch {
      // The session's state shows a tracker that does not answer; the next change of the workspace asks again.
    } finally {
      this.isAsking = false;
    }
    // Rows that were drawn, and changes that came, in the meantime.
    this.show();
  }

  private unasked(): readonly Entry[] {
    return [...this.entries.values()].filter(({ code, node }) => code !== codeOf(node));
  }

  private take(entry: Entry, answer: Staleness | undefined): void {
    const before = entry.answer;
    entry.answer = answer;
    if (JSON.stringify(before) !== JSON.stringify(answer)) this.options.redraw(entry.node);
  }

  dispose(): void {
    this.closing.abort();
    clearTimeout(this.timer);
    this.entries.clear();
  }
}

function codeOf({ run }: RunNode): string {
  return run.git?.tree ?? run.git?.commit ?? '';
}
