import { isAbort, ModelTrailError, toError } from '../../src/protocol/errors';
import { toMetricSearch } from './metricSearch';
import type { ViewClient } from './rpc';

export interface FoundMetrics {
  readonly metrics: readonly string[];
  /** Why the text was read as plain words, or that the search goes on; null otherwise. */
  readonly note: string | null;
}

export interface MetricQuery {
  readonly text: string;
  /** The runs, and all their metrics. */
  readonly ids: readonly string[];
  readonly metrics: readonly string[];
}

/** How long typing rests before the tracker is asked. */
const askAfterMs = 200;

type Answer =
  | { readonly kind: 'asked' }
  | { readonly kind: 'found'; readonly keys: ReadonlySet<string> }
  | { readonly kind: 'refused'; readonly note: string };

/**
 * Finds metrics by a text or a regular expression. One that the page cannot search without the danger of never ending
 * goes to the tracker, which has a time limit; `redraw` is called when it has answered.
 */
export class MetricFinder {
  readonly #client: ViewClient;
  readonly #redraw: () => void;
  #asked = '';
  #answer: Answer = { kind: 'asked' };
  #asking = new AbortController();

  constructor(client: ViewClient, redraw: () => void) {
    this.#client = client;
    this.#redraw = redraw;
  }

  /** The metrics that match, as far as is known; may be called for every drawing. */
  find({ text, ids, metrics }: MetricQuery): FoundMetrics {
    const search = toMetricSearch(text);
    const inPage = { metrics: metrics.filter(search.matches), note: search.note };
    if (search.note === null || metrics.length === 0) return inPage;
    // A metric that was logged meanwhile may match too.
    const asked = JSON.stringify([text, ids, metrics.length]);
    if (asked !== this.#asked) this.#ask(asked, { pattern: text.trim(), ids: [...ids] });
    const answer = this.#answer;
    switch (answer.kind) {
      case 'found':
        return { metrics: metrics.filter((metric) => answer.keys.has(metric)), note: null };
      case 'refused':
        return { ...inPage, note: answer.note };
      case 'asked':
        return { ...inPage, note: 'Searching…' };
    }
  }

  #ask(asked: string, question: { readonly pattern: string; readonly ids: string[] }): void {
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#asked = asked;
    this.#answer = { kind: 'asked' };
    setTimeout(() => {
      if (!asking.signal.aborted) void this.#read(question, asking.signal);
    }, askAfterMs);
  }

  async #read(question: { readonly pattern: string; readonly ids: string[] }, signal: AbortSignal): Promise<void> {
    try {
      const { keys } = await this.#client.ask('search/metricKeys', question, signal);
      this.#answer = { kind: 'found', keys: new Set(keys) };
    } catch (thrown) {
      if (isAbort(thrown)) return;
      const error = toError(thrown);
      const hint = error instanceof ModelTrailError ? error.hint : null;
      const note = `Searched as plain text. ${error.message}${hint === null ? '' : ` ${hint}`}`;
      this.#answer = { kind: 'refused', note };
    }
    if (!signal.aborted) this.#redraw();
  }
}
