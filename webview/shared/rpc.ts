import type { z } from 'zod';
import { parseAnswer } from '../../src/protocol/answer';
import { ModelTrailError } from '../../src/protocol/errors';
import { decodeSeries, type SeriesMessage, type seriesRequest } from '../../src/protocol/series';
import {
  toView,
  type FromView,
  type RpcParams,
  type RpcResult,
  type ToView,
  type ViewCommand,
  type ViewQuestion,
} from '../../src/protocol/view';

interface VsCodeApi {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type Show = Extract<ToView, { kind: 'show' }>;
type Changed = Extract<ToView, { kind: 'changed' }>;
export type Connection = Extract<ToView, { kind: 'connection' }>['state'];

/** A series as a chart asks for it; what is absent takes the protocol's default. */
export type SeriesQuestion = z.input<typeof seriesRequest>;

/** The page's one line to its panel. Requests reject with a {@link ModelTrailError}, or silently when aborted. */
export interface ViewClient {
  ask<Name extends ViewQuestion>(name: Name, params: RpcParams<Name>, signal?: AbortSignal): Promise<RpcResult<Name>>;
  series(question: SeriesQuestion, signal?: AbortSignal): Promise<SeriesMessage>;
  /** The bytes of an artifact; refused by the host over `artifactLimit`. */
  artifact(run: string, path: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** The last `bytes` of an artifact of any size. */
  artifactTail(run: string, path: string, bytes: number): Promise<Uint8Array<ArrayBuffer>>;
  command(command: ViewCommand): void;
  setTitle(title: string): void;
  getState(): unknown;
  /** Keeps a small intent over reloads, never data. */
  setState(state: object): void;
  onShow(listener: (message: Show) => void): void;
  onChanged(listener: (message: Changed) => void): void;
  onConnection(listener: (state: Connection) => void): void;
  /** Files of the workspace may have changed. */
  onWorkspace(listener: () => void): void;
  /** Ids of all ticked runs of the folder, told once shown and on each change. */
  onTicks(listener: (ids: readonly string[]) => void): void;
  /** Tells the host that every listener stands. */
  ready(): void;
}

/** A question that is not answered by then fails; the host's own limit is shorter and says more. */
const timeLimitMs = 60_000;

interface Pending {
  settle(message: Extract<ToView, { kind: 'answer' | 'failed' }>): void;
}

/** Connects the page; called once, as VS Code hands out its API once. */
export function connectView(): ViewClient {
  const api = acquireVsCodeApi();
  const pending = new Map<number, Pending>();
  const shows: ((message: Show) => void)[] = [];
  const changes: ((message: Changed) => void)[] = [];
  const connections: ((state: Connection) => void)[] = [];
  const workspaces: (() => void)[] = [];
  const ticks: ((ids: readonly string[]) => void)[] = [];
  let lastId = 0;

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = toView.safeParse(event.data);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'answer':
      case 'failed':
        pending.get(message.id)?.settle(message);
        break;
      case 'show':
        for (const listener of shows) listener(message);
        break;
      case 'changed':
        for (const listener of changes) listener(message);
        break;
      case 'workspace':
        for (const listener of workspaces) listener();
        break;
      case 'ticks':
        for (const listener of ticks) listener(message.ids);
        break;
      case 'connection':
        for (const listener of connections) listener(message.state);
    }
  });

  function request(toMessage: (id: number) => FromView, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      const id = ++lastId;
      const giveUp = (error: Error): void => {
        finish();
        api.postMessage({ kind: 'abort', id });
        reject(error);
      };
      const onAbort = () => giveUp(abortError());
      const timer = setTimeout(() => {
        giveUp(
          new ModelTrailError('VIEW_TIMEOUT', 'The tracker did not answer within a minute.', {
            hint: 'Try again; the log says what the tracker is doing.',
          }),
        );
      }, timeLimitMs);
      const finish = (): void => {
        clearTimeout(timer);
        pending.delete(id);
        signal?.removeEventListener('abort', onAbort);
      };
      pending.set(id, {
        settle(message) {
          finish();
          if (message.kind === 'answer') resolve(message.result);
          else reject(new ModelTrailError(message.code, message.message, { hint: message.hint ?? undefined }));
        },
      });
      signal?.addEventListener('abort', onAbort);
      api.postMessage(toMessage(id));
    });
  }

  return {
    async ask(name, params, signal) {
      return parseAnswer(name, toBytes(await request((id) => ({ kind: 'ask', id, name, params }), signal)));
    },
    async series(question, signal) {
      return decodeSeries(toBytes(await request((id) => ({ kind: 'series', id, params: question }), signal)));
    },
    async artifact(run, path, signal) {
      return toBytes(await request((id) => ({ kind: 'artifact', id, run, path }), signal));
    },
    async artifactTail(run, path, bytes) {
      return toBytes(await request((id) => ({ kind: 'artifact', id, run, path, tail: bytes })));
    },
    command: (command) => api.postMessage({ kind: 'command', command }),
    setTitle: (title) => api.postMessage({ kind: 'title', title }),
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
    onShow: (listener) => void shows.push(listener),
    onChanged: (listener) => void changes.push(listener),
    onConnection: (listener) => void connections.push(listener),
    onWorkspace: (listener) => void workspaces.push(listener),
    onTicks: (listener) => void ticks.push(listener),
    ready: () => api.postMessage({ kind: 'ready' }),
  };
}

function abortError(): DOMException {
  return new DOMException('The request was aborted.', 'AbortError');
}

function toBytes(result: unknown): Uint8Array<ArrayBuffer> {
  if (result instanceof ArrayBuffer) return new Uint8Array(result);
  // A view on a shared or larger buffer is copied: doubles are read from offset 0.
  if (result instanceof Uint8Array) return result.slice();
  throw new ModelTrailError('VIEW_MESSAGE', 'The answer of the editor holds no bytes.', {
    hint: 'Reload the window.',
  });
}
