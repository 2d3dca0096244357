import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { ids } from './fixtures';
import { openView, serveViews, type ViewOptions } from './openView';
import { themes } from './themes';

const axe = createRequire(__filename).resolve('axe-core/axe.min.js');

const views: readonly Pick<ViewOptions, 'view' | 'scenario'>[] = [
  { view: 'run', scenario: { intent: { view: 'run', id: ids.otter } } },
  {
    view: 'compare',
    scenario: { intent: { view: 'compare', ids: [ids.otter, ids.fox, ids.hostile], deltas: true } },
  },
];

async function seriousProblems(page: Page): Promise<readonly string[]> {
  // As the debugger does it: the page's policy lets no script in.
  await page.evaluate(await axeSource());
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

let source: string | null = null;
async function axeSource(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  source ??= await readFile(axe, 'utf8');
  return source;
}

describe('webviews in every theme and width', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveViews>>;

  before(async () => {
    [browser, server] = await Promise.all([launchChromium(), serveViews()]);
    await mkdir('test-output/browser', { recursive: true });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  for (const { view, scenario } of views) {
    for (const theme of themes) {
      for (const width of [400, 1400]) {
        it(`shows ${view} in ${theme.name} at ${width} px without a complaint`, async () => {
          const opened = await openView({ browser, url: server.url }, { view, scenario, theme, width });
          const { page, complaints } = opened;
          await page.locator('metric-chart').first().waitFor({ state: 'attached' });
          // Charts out of sight have no picture: the window is made as tall as the page.
          await page.setViewportSize({ width, height: 2000 });
          const height = await page.evaluate(() => document.body.offsetHeight);
          await page.setViewportSize({ width, height });
          await settled(page);
          await page.screenshot({ path: `test-output/browser/${view}-${theme.name}-${width}.png` });
          assert.deepEqual(await seriousProblems(page), []);
          assert.deepEqual(complaints, []);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
          await opened.close();
        });
      }
    }
  }
});
