import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { changeTheme, type ViewOptions } from './openView';
import { themes } from './themes';
import { useViews } from './useViews';

const axe = createRequire(__filename).resolve('axe-core/axe.min.js');
let source: string | null = null;

/** The rules that another theme can break. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What axe-core finds serious or critical in the page by all its rules, or by some of them; a line each. */
export async function seriousProblems(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  source ??= await readFile(axe, 'utf8');
  // As the debugger does it: the page's policy lets no script in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const results = await page.evaluate(
    (options) => (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options),
    rules === undefined ? {} : { runOnly: [...rules] },
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

/** Waits until nothing is read and the last frame is drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('[aria-busy=true]').length === 0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * Shows the page in one theme after another. What is serious for axe-core or too wide is told, a line each; `picture` keeps
 * a picture of each for people.
 */
export async function complaintsInThemes(
  page: Page,
  picture: (theme: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const [index, theme] of themes.entries()) {
    if (index > 0) await changeTheme(page, theme);
    await drawn(page);
    await picture(theme.name);
    const problems = await seriousProblems(page, index > 0 ? colourRules : undefined);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) complaints.push(`${theme.name}: ${overflow} px too wide`);
    complaints.push(...problems.map((problem) => `${theme.name}: ${problem}`));
  }
  return complaints;
}

/** One test for each width: nothing serious for axe-core, nothing too wide, in every theme. */
export function testLooks({ view, scenario, name, prepare, widths = [400, 1400], height }: Look): void {
  const views = useViews();
  before(() => mkdir('test-output/browser', { recursive: true }));
  for (const width of widths) {
    it(`shows ${name} at ${width} px in every theme without a complaint`, async () => {
      const page = await views.open({ view, scenario, width, ...(height !== undefined && { height }) });
      await prepare(page);
      if (height === undefined) {
        // Charts out of sight have no picture: the window is made as tall as the page.
        await page.setViewportSize({ width, height: 2000 });
        await page.setViewportSize({ width, height: await page.evaluate(() => document.body.offsetHeight) });
      }
      await settled(page);
      const complaints = await complaintsInThemes(page, (theme) =>
        page.screenshot({ path: `test-output/browser/${name}-${theme}-${width}.png` }),
      );
      assert.deepEqual(complaints, []);
    });
  }
}
