import type { Browser, Page } from 'playwright-core';
import { tableLayout } from '../../src/protocol/table';
import type { TrackerProcess } from './trackerProcess';
import { withView } from './viewPage';

interface Opening {
  readonly browser: Browser;
  readonly tracker: TrackerProcess;
}

export interface TableFigures {
  /** Milliseconds from the navigation of a new page until the first rows stand there with their values. */
  readonly rows: number;
  /** Nodes of the page at most, while it scrolls. */
  readonly nodes: number;
  /** Share of the frames of a scroll that took longer than 20 ms. */
  readonly lateFrames: number;
}

/** Opens the table of all runs with these columns in a page of its own, scrolls it and closes it. */
export function paintTable(opening: Opening, columns: readonly string[]): Promise<TableFigures> {
  const layout = tableLayout.parse({ query: {}, columns: columns.map((column) => ({ column })) });
  return withView({ ...opening, intent: { view: 'table', layout } }, async (page) => {
    const rows = await drawn(page);
    return { rows, ...(await scrolled(page)) };
  });
}

/** Milliseconds from the click on Columns until the list of all columns stands there. */
export function openPicker(opening: Opening): Promise<number> {
  return withView({ ...opening, intent: { view: 'table' } }, async (page) => {
    await drawn(page);
    const button = page.getByRole('button', { name: 'Columns' });
    await button.evaluate((element: HTMLElement) => {
      element.addEventListener('click', () => performance.mark('clicked'), { capture: true, once: true });
    });
    await button.click();
    await page.locator('.picker-option').nth(10).waitFor();
    return page.evaluate(() => performance.now() - (performance.getEntriesByName('clicked')[0]?.startTime ?? NaN));
  });
}

async function drawn(page: Page): Promise<number> {
  await page.waitForFunction(
    () => document.querySelector('.grid-body .row') !== null && document.querySelector('.cell.pending') === null,
  );
  return page.evaluate(() => performance.now());
}

const scrollMs = 3000;
const pixelsAFrame = 60;

function scrolled(page: Page): Promise<Omit<TableFigures, 'rows'>> {
  return page.evaluate(
    ({ scrollMs, pixelsAFrame }) =>
      new Promise<{ nodes: number; lateFrames: number }>((resolve) => {
        const scroller = document.querySelector('.grid-scroller');
        const start = performance.now();
        let before = start;
        let frames = 0;
        let late = 0;
        let nodes = 0;
        const next = (now: number): void => {
          if (frames > 0 && now - before > 20) late += 1;
          before = now;
          frames += 1;
          if (frames % 30 === 0) nodes = Math.max(nodes, document.querySelectorAll('*').length);
          if (now - start >= scrollMs) resolve({ nodes, lateFrames: late / frames });
          else {
            scroller?.scrollBy(0, pixelsAFrame);
            requestAnimationFrame(next);
          }
        };
        requestAnimationFrame(next);
      }),
    { scrollMs, pixelsAFrame },
  );
}
