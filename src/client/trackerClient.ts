import type { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { ModelTrailError } from '../protocol/errors';
import type { TrackerEvent } from '../protocol/events';
import type { RpcName, RpcParams, RpcResult } from '../protocol/rpc';
import { decodeSeries, type SeriesMessage } from '../protocol/series';
import { askTracker, relayQuestion, relaySeries, succeed, type AskOptions, type SeriesQuestion } from './ask';
import { readEvents } from './events';
import type { TrackerLink } from './http';

const firstPauseMs = 100;
const longestPauseMs = 5000;

/** Questions that do a thing twice when they are asked twice. */
const onceOnly: ReadonlySet<RpcName> = new Set([
  'experiments/create',
  'runs/create',
  'runs/restoreCode',
  'runs/undoRestoreCode',
  'journal/undo',
  'journal/redo',
]);

export type ConnectionState = 'connected' | 'connecting' | 'stopped';

/**
 * One folder's tracker as its users see it. When nobody listens at the known address any more (it ended, was killed,
 * came back elsewhere), `relink` finds or starts it again and the question is asked once more.
 */
export class TrackerClient {
  readonly #agent: Agent;
  readonly #relink: (signal: AbortSignal) => Promise<TrackerLink>;
  readonly #closed = new AbortController();
  #link: TrackerLink;
  #relinking: Promise<TrackerLink> | undefined;

  constructor(link: TrackerLink, agent: Agent, relink: (signal: AbortSignal) => Promise<TrackerLink>) {
    this.#link = link;
    this.#agent = agent;
    this.#relink = relink;
  }

  get url(): string {
    return this.#link.url;
  }

  /** null when the tracker lets any local client in. */
  get token(): string | null {
    return this.#link.token;
  }

  /** Asks a question of `protocol/rpc.ts`; rejects with the tracker's `ModelTrailError`, or when aborted or timed out. */
  ask<Name extends RpcName>(name: Name, params: RpcParams<Name>, options: AskOptions = {}): Promise<RpcResult<Name>> {
    return this.#send(
      (link) => askTracker(link, { agent: this.#agent, name, params, ...options }),
      !onceOnly.has(name),
    );
  }

  /** As {@link ask}, for whoever passes the answer on: UTF-8 JSON, which costs nothing here however long it is. */
  relay<Name extends RpcName>(
    name: Name,
    params: RpcParams<Name>,
    options: AskOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#send(
      (link) => relayQuestion(link, { agent: this.#agent, name, params, ...options }),
      !onceOnly.has(name),
    );
  }

  /** Points of one metric of many runs, at most `points` a run with every spike kept. */
  async series(question: SeriesQuestion, options: AskOptions = {}): Promise<SeriesMessage> {
    return decodeSeries(await this.relaySeries(question, options));
  }

  /** As {@link series}, for whoever passes it on: a message of `protocol/series.ts`. */
  relaySeries(question: SeriesQuestion, options: AskOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#send((link) => relaySeries(link, { agent: this.#agent, question, ...options }), true);
  }

  /** Stores bytes under a path of the tracker's artifact routes; `body` makes a new stream for every try. */
  async upload(path: string, body: () => Readable, { signal, timeoutMs }: AskOptions = {}): Promise<void> {
    const contentType = 'application/octet-stream';
    await this.#send(
      (link) =>
        succeed(link, { agent: this.#agent, method: 'PUT', path, body: body(), contentType, signal, timeoutMs }),
      true,
    );
  }

  /**
   * Hears what changes until the returned function is called or the client is closed. After each `connected`, and after
   * a gap in `seq`, events may have been missed: read again what is shown.
   */
  subscribe(onEvent: (event: TrackerEvent) => void, onState: (state: ConnectionState) => void): () => void {
    const own = new AbortController();
    const signal = AbortSignal.any([own.signal, this.#closed.signal]);
    void this.#listen(onEvent, onState, signal);
    return () => own.abort();
  }

  /** Ends subscriptions and connections; the tracker goes on. */
  close(): void {
    this.#closed.abort();
    this.#agent.destroy();
  }

  /** A `repeatable` question is asked again also when its connection broke and nobody knows whether it was heard. */
  async #send<T>(attempt: (link: TrackerLink) => Promise<T>, repeatable: boolean): Promise<T> {
    try {
      return await attempt(this.#link);
    } catch (error) {
      const code = error instanceof ModelTrailError ? error.code : '';
      if (code !== 'TRACKER_UNREACHABLE' && !(repeatable && code === 'TRACKER_LOST')) throw error;
      return await attempt(await this.#findAgain());
    }
  }

  /** Many questions may fail at once: they share one search. */
  #findAgain(): Promise<TrackerLink> {
    this.#relinking ??= this.#relink(this.#closed.signal)
      .then((link) => (this.#link = link))
      .finally(() => (this.#relinking = undefined));
    return this.#relinking;
  }

  async #listen(
    onEvent: (event: TrackerEvent) => void,
    onState: (state: ConnectionState) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let wait = firstPauseMs;
    const onOpen = (): void => {
      wait = firstPauseMs;
      onState('connected');
    };
    const isOver = (): boolean => signal.aborted;
    for (let first = true; !isOver(); first = false) {
      try {
        const link = first ? this.#link : await this.#findAgain();
        await readEvents(link, { agent: this.#agent, signal, onOpen, onEvent });
      } catch {
        // Whatever broke the stream, the answer is the same: say so, wait, try again.
      }
      if (isOver()) break;
      onState('connecting');
      await pause(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, longestPauseMs);
    }
    onState('stopped');
  }
}
