import type { Browser, Page } from 'playwright-core';
import { rpcPrefix } from '../../src/protocol/rpc';
import { fromView, type CompareIntent, type FromView, type TableIntent, type ToView } from '../../src/protocol/view';
import { serveViews } from '../browser/openView';
import type { TrackerProcess } from './trackerProcess';

/** A message to the page, bytes as base64: the binding between this process and the page carries JSON. */
type Carried = Exclude<ToView, { kind: 'answer' }> | { kind: 'answer'; id: number; base64: string };

type ViewIntent = CompareIntent | TableIntent;

interface Opening {
  readonly browser: Browser;
  readonly tracker: TrackerProcess;
  readonly intent: ViewIntent;
}

/** Navigates a new page to a built webview that asks a real tracker, hands it to `work` and closes it. */
export async function withView<T>({ browser, tracker, intent }: Opening, work: (page: Page) => Promise<T>): Promise<T> {
  const server = await serveViews();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    await page.exposeFunction('toHost', (message: unknown) => reply(fromView.parse(message), tracker, intent));
    await page.addInitScript(connectHost);
    await page.goto(`${server.url}/${intent.view}.html`, { waitUntil: 'commit' });
    return await work(page);
  } finally {
    await page.close();
    await server.close();
  }
}

async function reply(message: FromView, tracker: TrackerProcess, intent: ViewIntent): Promise<Carried | null> {
  if (message.kind === 'ready') return { kind: 'show', intent, trusted: true };
  if (message.kind !== 'ask' && message.kind !== 'series') return null;
  const path = message.kind === 'ask' ? `rpc/${message.name}` : 'series';
  const ask = (): Promise<ArrayBuffer> => tracker.post(`${rpcPrefix}/${path}`, message.params as object);
  // A connection that was kept may have ended meanwhile.
  const bytes = await ask().catch(ask);
  return { kind: 'answer', id: message.id, base64: Buffer.from(bytes).toString('base64') };
}

/** Runs in the page before its own script, in VS Code's place. */
function connectHost(): void {
  const page = globalThis as unknown as {
    toHost(message: unknown): Promise<Carried | null>;
    acquireVsCodeApi: () => unknown;
  };
  let state: unknown;
  // A callback for each byte would take longer than what is measured.
  const toBytes = (base64: string): Uint8Array => {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
    return bytes;
  };
  page.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => {
      void page.toHost(message).then((carried) => {
        if (carried === null) return;
        const message: ToView =
          carried.kind === 'answer' ? { kind: 'answer', id: carried.id, result: toBytes(carried.base64) } : carried;
        window.postMessage(message, '*');
      });
    },
    getState: () => state,
    setState: (value: unknown) => {
      state = value;
    },
  });
}
