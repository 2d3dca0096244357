import '../../protocol/zodWithoutEval';
import { randomBytes } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SeriesQuestion } from '../../client';
import { isAbort, ModelTrailError, toError } from '../../protocol/errors';
import type { RpcName, RpcParams } from '../../protocol/rpc';
import {
  artifactLimit,
  bisectIntent,
  compareIntent,
  fromView,
  runIntent,
  tableIntent,
  type BisectIntent,
  type CompareIntent,
  type FromView,
  type RunIntent,
  type TableIntent,
  type ToView,
  type ViewCommand,
} from '../../protocol/view';
import type { FolderSession } from '../folderSession';
import { log } from '../log';
import { viewHtml } from '../viewHtml';

export interface ViewPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly session: FolderSession;
  readonly extensionUri: vscode.Uri;
  /** The view's name: `dist/webview/<view>.js`. */
  readonly view: string;
  /** What to show at first. */
  readonly intent: unknown;
  /** The folder's runs that are ticked for the comparison. */
  readonly ticks: { readonly ids: () => readonly string[]; readonly onChange: vscode.Event<void> };
  /** Tells the folder, by its URI, whose files may have changed. */
  readonly onWorkspaceChange: vscode.Event<string>;
  readonly onCommand: (command: ViewCommand, session: FolderSession) => Promise<void>;
}

/** The layout stays with the page, which kept more of it than an intent says. */
const keptTable = tableIntent.pick({ view: true, folder: true, ids: true });

/** What a webview kept as its state; undefined when this version makes no sense of it. */
export function parseIntent(state: unknown): RunIntent | CompareIntent | TableIntent | BisectIntent | undefined {
  return (
    runIntent.safeParse(state).data ??
    compareIntent.safeParse(state).data ??
    keptTable.safeParse(state).data ??
    bisectIntent.safeParse(state).data
  );
}

/**
 * One webview panel: gives it its page, relays its questions to the tracker and the tracker's changes to it while it
 * shows. It holds no data; what a closed panel still waits for is aborted.
 */
export class ViewPanel implements vscode.Disposable {
  private readonly requests = new Map<number, AbortController>();
  private readonly subscriptions: vscode.Disposable[];
  private missed = false;
  /** What the page has not been told yet. */
  private intent: unknown;
  private ready = false;

  constructor(private readonly options: ViewPanelOptions) {
    const { panel, session, ticks } = options;
    this.intent = options.intent;
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.ready = false;
        if (panel.visible && this.missed) this.tellChange([], true);
      }),
      session.onChange((event) => this.tellChange(event.runs, event.seq === 0 || event.lists.length > 0)),
      session.onState((state) => {
        this.post({ kind: 'connection', state: state === 'failed' ? 'stopped' : state });
      }),
      ticks.onChange(() => this.tellTicks()),
      options.onWorkspaceChange((folder) => {
        if (panel.visible && folder === session.folder.uri.toString()) this.post({ kind: 'workspace' });
      }),
      panel.onDidDispose(() => this.dispose()),
    ];
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(options.extensionUri, 'dist')],
    };
    panel.webview.html = this.page();
  }

  private page(): string {
    const { panel, extensionUri, view } = this.options;
    const resource = (name: string): string =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
    return viewHtml({
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: resource(`${view}.js`),
      styleUris: [resource('codicon.css'), resource(`${view}.css`)],
      title: panel.title,
      lang: vscode.env.language,
    });
  }

  private receive(raw: unknown): void {
    const parsed = fromView.safeParse(raw);
    if (!parsed.success) {
      log.warn(`A view sent a message that makes no sense: ${parsed.error.message}`);
      return;
    }
    const message = parsed.data;
    switch (message.kind) {
      case 'ready':
        this.tellIntent();
        this.tellTicks();
        break;
      case 'ask':
      case 'series':
      case 'artifact':
        void this.answer(message);
        break;
      case 'abort':
        this.requests.get(message.id)?.abort();
        break;
      case 'title':
        this.options.panel.title = message.title;
        break;
      case 'command':
        void this.options.onCommand(message.command, this.options.session);
        break;
    }
  }

  private async answer(message: Extract<FromView, { kind: 'ask' | 'series' | 'artifact' }>): Promise<void> {
    const abort = new AbortController();
    this.requests.set(message.id, abort);
    try {
      const result = await this.fetch(message, abort.signal);
      this.post({ kind: 'answer', id: message.id, result });
    } catch (thrown) {
      if (isAbort(thrown)) return;
      const error = toError(thrown);
      const known = error instanceof ModelTrailError ? error : null;
      this.post({
        kind: 'failed',
        id: message.id,
        code: known?.code ?? 'INTERNAL_ERROR',
        message: error.message,
        hint: known?.hint ?? null,
      });
    } finally {
      this.requests.delete(message.id);
    }
  }

  private async fetch(
    message: Extract<FromView, { kind: 'ask' | 'series' | 'artifact' }>,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { session } = this.options;
    switch (message.kind) {
      case 'ask':
        // The tracker parses the params and the page the answer; here they only pass.
        return (await session.client()).relay(message.name, message.params as RpcParams<RpcName>, { signal });
      case 'series':
        return (await session.client()).relaySeries(message.params as SeriesQuestion, { signal });
      case 'artifact': {
        const { file } = await session.ask('artifacts/locate', { id: message.run, path: message.path }, { signal });
        if (file === null) {
          throw new ModelTrailError('NOT_LOCAL', `${message.path} is not on this disk.`);
        }
        if (message.tail !== undefined) return await readTail(file, message.tail);
        const { size } = await stat(file);
        if (size > artifactLimit) {
          throw new ModelTrailError('TOO_LARGE', `${message.path} is too large to show here.`, {
            hint: 'Open it in an editor of its own.',
          });
        }
        return new Uint8Array(await readFile(file, { signal }));
      }
    }
  }

  /** Has the page show something else: at once, or when it is ready. */
  show(intent: unknown): void {
    this.intent = intent;
    if (this.ready && this.options.panel.visible) this.tellIntent();
  }

  /** A page that comes again after it was hidden kept its state, in which the user may have changed the runs: it is told null. */
  private tellIntent(): void {
    this.post({ kind: 'show', intent: this.intent, trusted: vscode.workspace.isTrusted });
    this.intent = null;
    this.ready = true;
  }

  private tellTicks(): void {
    this.post({ kind: 'ticks', ids: [...this.options.ticks.ids()] });
  }

  private tellChange(runs: readonly string[], all: boolean): void {
    this.missed = !this.options.panel.visible;
    if (!this.missed) this.post({ kind: 'changed', runs: [...runs], all });
  }

  private post(message: ToView): void {
    void this.options.panel.webview.postMessage(message);
  }

  dispose(): void {
    for (const request of this.requests.values()) request.abort();
    this.requests.clear();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

async function readTail(file: string, length: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tail = new Uint8Array(Math.min(size, length));
    const { bytesRead } = await handle.read(tail, 0, tail.length, size - tail.length);
    return tail.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
