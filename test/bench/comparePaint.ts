import type { Browser, Page } from 'playwright-core';
import { rpcPrefix } from '../../src/protocol/rpc';
import { fromView, type FromView, type ToView } from '../../src/protocol/view';
import { serveViews } from '../browser/openView';
import type { TrackerProcess } from './trackerProcess';

/** A message to the page, bytes as base64: the binding between this process and the page carries JSON. */
type Carried = Exclude<ToView, { kind: 'answer' }> | { kind: 'answer'; id: number; base64: string };

interface Paint {
  readonly browser: Browser;
  readonly tracker: TrackerProcess;
  readonly ids: readonly string[];
}

export interface PaintFigures {
  /** Milliseconds from the navigation of a new page until the compare view has drawn its chart. */
  readonly paint: number;
  /** Milliseconds from the key that halves the range until the finer lines are drawn. */
  readonly zoom: number;
  /** Megabytes that the page holds after both, in objects and in arrays, once garbage is collected. */
  readonly heap: number;
}

/** Opens the compare view of these runs in a page of its own, zooms its first chart and closes it. */
export async function paintCompare({ browser, tracker, ids }: Paint): Promise<PaintFigures> {
  const server = await serveViews();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    await page.exposeFunction('toHost', (message: unknown) => reply(fromView.parse(message), tracker, ids));
    await page.addInitScript(connectHost);
    await page.goto(`${server.url}/compare.html`, { waitUntil: 'commit' });
    const paint = await drawn(page);
    const zoom = await zoomed(page);
    return { paint, zoom, heap: await heapMegabytes(page) };
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
      return { kind: 'answer', id: message.id, base64: Buffer.from(bytes).toString('base64') };
    }
    case 'series': {
      const ask = (): Promise<ArrayBuffer> => tracker.post(`${rpcPrefix}/series`, message.params as object);
      // A connection that was kept may have ended meanwhile.
      const bytes = await ask().catch(ask);
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

async function zoomed(page: Page): Promise<number> {
  await page.locator('metric-chart canvas').first().focus();
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: '+', bubbles: true }));
        let wasBusy = false;
        const look = (): void => {
          const isBusy = document.querySelector('[aria-busy=true]') !== null;
          wasBusy ||= isBusy;
          if (wasBusy && !isBusy) requestAnimationFrame(() => resolve(performance.now() - start));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  // Typed arrays lie outside the heap of objects.
  return (usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize) / 1e6;
}
