import type { Browser, Page } from 'playwright-core';
import { rpcPrefix } from '../../src/protocol/rpc';
import { fromView, type FromView, type ToView } from '../../src/protocol/view';
import { serveViews } from '../browser/openView';
import type { TrackerProcess } from './trackerProcess';

/** A message to the page, bytes as base64: the binding between this process and the page carries JSON. */
type Carried = Exclude<ToView, { kind: 'answer' }> | { kind: 'answer'; id: number; result?: unknown; base64?: string };

interface Paint {
  readonly browser: Browser;
  readonly tracker: TrackerProcess;
  readonly ids: readonly string[];
}

/** Milliseconds from the navigation of a new page until the compare view of these runs has drawn its chart. */
export async function paintCompare({ browser, tracker, ids }: Paint): Promise<number> {
  const server = await serveViews();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    await page.exposeFunction('toHost', (message: unknown) => reply(fromView.parse(message), tracker, ids));
    await page.addInitScript(connectHost);
    await page.goto(`${server.url}/compare.html`, { waitUntil: 'commit' });
    return await drawn(page);
  } finally {
    await page.close();
    await server.close();
  }
}

async function reply(message: FromView, tracker: TrackerProcess, ids: readonly string[]): Promise<Carried | null> {
  switch (message.kind) {
    case 'ready':
      return { kind: 'show', intent: { view: 'compare', ids }, trusted: true };
    case 'ask': {
      const bytes = await tracker.ask(message.name, message.params as object);
      return { kind: 'answer', id: message.id, result: JSON.parse(Buffer.from(bytes).toString()) };
    }
    case 'series': {
      const bytes = await tracker.post(`${rpcPrefix}/series`, message.params as object);
      return { kind: 'answer', id: message.id, base64: Buffer.from(bytes).toString('base64') };
    }
    default:
      return null;
  }
}

/** Runs in the page before its own script, in VS Code's place. */
function connectHost(): void {
  const page = globalThis as unknown as {
    toHost(message: unknown): Promise<Carried | null>;
    acquireVsCodeApi: () => unknown;
  };
  let state: unknown;
  page.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => {
      void page.toHost(message).then((carried) => {
        if (carried === null) return;
        const { base64, ...message } = { base64: undefined, ...carried };
        const bytes = base64 === undefined ? {} : { result: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) };
        window.postMessage({ ...message, ...bytes }, '*');
      });
    },
    getState: () => state,
    setState: (value: unknown) => {
      state = value;
    },
  });
}

async function drawn(page: Page): Promise<number> {
  await page.waitForFunction(
    () =>
      document.querySelector('metric-chart canvas') !== null &&
      document.querySelectorAll('[aria-busy=true], .plot:not(:has(canvas))').length === 0,
  );
  return page.evaluate(
    () =>
      new Promise<number>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))),
      ),
  );
}
