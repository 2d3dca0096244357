import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { ViewOptions } from './openView';
import { themes } from './themes';
import { useViews } from './useViews';

const axe = createRequire(__filename).resolve('axe-core/axe.min.js');
let source: string | null = null;

/** What axe-core finds serious or critical in the page, a line each. */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  source ??= await readFile(axe, 'utf8');
  // As the debugger does it: the page's policy lets no script in.
  await page.evaluate(source);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

/** Waits until every chart has its points and has been drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('metric-chart canvas')].every((canvas) => canvas.clientHeight > 0) &&
      document.querySelectorAll('[aria-busy=true], .plot:not(:has(canvas))').length === 0,
  );
}

export interface Look extends Pick<ViewOptions, 'view' | 'scenario'> {
  /** In the test's title and the picture's name. */
  readonly name: string;
  /** Brings the page into the state that is looked at. */
  readonly prepare: (page: Page) => Promise<void>;
  /** CSS pixels; narrow and wide unless said. */
  readonly widths?: readonly number[];
  /** The window's height stays as it is; else it is made as tall as the page, so that everything is in the picture. */
  readonly height?: number;
}

/** One test for each theme and width: nothing serious for axe-core, nothing too wide; keeps a picture for people. */
export function testLooks({ view, scenario, name, prepare, widths = [400, 1400], height }: Look): void {
  const views = useViews();
  before(() => mkdir('test-output/browser', { recursive: true }));
  for (const theme of themes) {
    for (const width of widths) {
      it(`shows ${name} in ${theme.name} at ${width} px without a complaint`, async () => {
        const page = await views.open({ view, scenario, theme, width, ...(height !== undefined && { height }) });
        await prepare(page);
        if (height === undefined) {
          // Charts out of sight have no picture: the window is made as tall as the page.
          await page.setViewportSize({ width, height: 2000 });
          await page.setViewportSize({ width, height: await page.evaluate(() => document.body.offsetHeight) });
        }
        await settled(page);
        await page.screenshot({ path: `test-output/browser/${name}-${theme.name}-${width}.png` });
        assert.deepEqual(await seriousProblems(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
      });
    }
  }
}
