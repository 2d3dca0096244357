import type { Browser, Page } from 'playwright-core';
import type { TrackerProcess } from './trackerProcess';
import { withView } from './viewPage';

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
export function paintCompare({ browser, tracker, ids }: Paint): Promise<PaintFigures> {
  return withView({ browser, tracker, intent: { view: 'compare', ids: [...ids] } }, async (page) => {
    const paint = await drawn(page);
    const zoom = await zoomed(page);
    return { paint, zoom, heap: await heapMegabytes(page) };
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
