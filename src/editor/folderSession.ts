import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ConnectionState, TrackerClient } from '../client';
import { ModelTrailError, toError } from '../protocol/errors';
import type { TrackerEvent } from '../protocol/events';
import type { RpcName, RpcParams, RpcResult } from '../protocol/rpc';
import { log } from './log';

export type SessionState = ConnectionState | 'failed';

/**
 * One workspace folder and its tracker: starts it, stays connected however often it is killed, and tells what changes.
 * It holds no data; whoever shows some asks for it.
 */
export class FolderSession implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TrackerEvent>();
  private readonly stateChanged = new vscode.EventEmitter<SessionState>();
  private readonly closing = new AbortController();
  private connection: Promise<TrackerClient> | undefined;
  private current: TrackerClient | undefined;
  private unsubscribe: (() => void) | undefined;
  private lastSeq = 0;

  /** Deltas by name; after a gap (or a new connection) `seq` is 0 and everything may have changed. */
  readonly onChange = this.changed.event;
  readonly onState = this.stateChanged.event;
  state: SessionState = 'connecting';
  /** Why the tracker could not be started, for the state `failed`. */
  failure: Error | undefined;

  constructor(
    readonly folder: vscode.WorkspaceFolder,
    private readonly trackerFile: string,
  ) {}

  /** The tracker's address and token once connected. */
  get address(): { readonly url: string; readonly token: string | null } | undefined {
    return this.current && { url: this.current.url, token: this.current.token };
  }

  /** Connects, starting the tracker where none runs. Failing is a state, not an exception: the views show it. */
  async start(): Promise<void> {
    try {
      await this.client();
    } catch (error) {
      this.failure = toError(error);
      log.error(`${this.folder.name}: ${this.failure.message}`);
      this.setState('failed');
    }
  }

  /** Asks the tracker; rejects with its `ModelTrailError`. */
  async ask<Name extends RpcName>(
    name: Name,
    params: RpcParams<Name>,
    options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<RpcResult<Name>> {
    return (await this.client()).ask(name, params, options);
  }

  client(): Promise<TrackerClient> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = undefined;
      throw error;
    });
    return this.connection;
  }

  /** Ends the folder's tracker, for work on the store that needs it gone; `start` brings it back. */
  async stop(): Promise<void> {
    const status = this.state === 'failed' ? null : await this.ask('tracker/status', {});
    this.unsubscribe?.();
    this.current?.close();
    this.connection = undefined;
    this.current = undefined;
    if (status) await endProcess(status.pid);
  }

  private async connect(): Promise<TrackerClient> {
    const { connectTracker } = await import('./connect');
    const client = await connectTracker({
      folder: this.folder.uri.fsPath,
      start: true,
      trackerFile: this.trackerFile,
      node: { execPath: process.execPath, env: { MODELTRAIL_URI_SCHEME: vscode.env.uriScheme } },
      signal: this.closing.signal,
    });
    this.current = client;
    log.info(`${this.folder.name}: tracker at ${client.url}`);
    this.unsubscribe = client.subscribe(
      (event) => this.receive(event),
      (state) => {
        // What happened while nobody listened is unknown: everything is read again.
        if (state === 'connected') this.changed.fire({ seq: 0, runs: [], lists: ['runs', 'experiments', 'models'] });
        this.lastSeq = 0;
        this.setState(state);
      },
    );
    return client;
  }

  private receive(event: TrackerEvent): void {
    const gap = this.lastSeq !== 0 && event.seq !== this.lastSeq + 1;
    this.lastSeq = event.seq;
    this.changed.fire(gap ? { seq: 0, runs: event.runs, lists: ['runs', 'experiments', 'models'] } : event);
  }

  private setState(state: SessionState): void {
    if (state === 'connected') this.failure = undefined;
    if (this.state === state) return;
    this.state = state;
    this.stateChanged.fire(state);
  }

  /** Lets go of the tracker, which goes on: a running script must not notice that a window closed. */
  dispose(): void {
    this.closing.abort();
    this.unsubscribe?.();
    this.current?.close();
    this.changed.dispose();
    this.stateChanged.dispose();
  }
}

const endLimitMs = 20_000;
const pollMs = 50;

/** Asks a tracker to end in order and waits until it is gone. Throws when it does not go. */
async function endProcess(pid: number): Promise<void> {
  const deadline = performance.now() + endLimitMs;
  for (let signal: 0 | 'SIGTERM' = 'SIGTERM'; performance.now() < deadline; signal = 0) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    await pause(pollMs);
  }
  throw new ModelTrailError('TRACKER_SILENT', vscode.l10n.t('The tracker (process {0}) does not end.', pid));
}
