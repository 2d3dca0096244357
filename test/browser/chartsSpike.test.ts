import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { encodeSeries, seriesRequest } from '../../src/protocol/series';
import { createRun, ensureDefaultExperiment, logBatch, readSeriesPoints } from '../../src/runs';
import { openStore, type Db } from '../../src/store';
import { migrations } from '../../src/tracker/migrations';
import { ids } from './fixtures';
import { useViews } from './useViews';

const count = 1_000_000;
/** Beside the middle, around which keys zoom: it leaves the middle as the range shrinks. */
const spike = { step: 500_006, value: 100 } as const;
const batch = 10_000;

describe('a spike of one point among 1,000,000', () => {
  const views = useViews();
  let folder: string;
  let db: Db;
  let run: string;

  before(function () {
    this.timeout(240_000);
    folder = mkdtempSync(join(tmpdir(), 'modeltrail-spike-'));
    db = openStore(join(folder, 'store.db'), { migrations });
    ensureDefaultExperiment(db, { artifactRoot: 'mlflow-artifacts:', now: 1 });
    run = createRun(db, { experimentId: '0', startTime: 0, now: 1 }).id;
    for (let from = 0; from < count; from += batch) {
      const metrics = Array.from({ length: batch }, (_, index) => {
        const step = from + index;
        return { key: 'loss', step, timestamp: step, value: step === spike.step ? spike.value : Math.sin(step / 999) };
      });
      logBatch(db, { id: run, metrics, now: 1 });
    }
  });
  after(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As the tracker answers, from the real store. */
  async function readStore(params: unknown): Promise<string> {
    const { metric, x, form, from, to, points } = seriesRequest.parse(params);
    const asked = metric === 'loss' ? run : 'none';
    const { points: doubles, ...seen } = await readSeriesPoints(db, { id: asked, metric, x, from, to, points });
    const series = [{ id: ids.otter, shown: doubles.length / 2, ...seen }];
    return Buffer.from(encodeSeries({ metric, x, form, series, points: [doubles] })).toString('base64');
  }

  it('is painted at its place at every zoom, from the whole series to single points', async function () {
    this.timeout(240_000);
    const page = await views.open({
      view: 'run',
      scenario: { intent: { view: 'run', id: ids.otter } },
      height: 1400,
      readStore,
    });
    const chart = page
      .locator('metric-chart')
      .filter({ has: page.getByRole('heading', { name: 'loss', exact: true }) });
    await chart.getByText('of 1,000,000 points, extremes kept').waitFor();
    const canvas = chart.locator('canvas');
    await canvas.focus();
    const pixelOfCursor = async (key: string): Promise<number> => {
      await page.keyboard.press(key);
      await chart.locator('.cursor-line:not([hidden])').waitFor();
      return chart.locator('.cursor-line').evaluate((line: HTMLElement) => parseFloat(line.style.transform.slice(11)));
    };
    const [first, last] = [await pixelOfCursor('Home'), await pixelOfCursor('End')];
    const middle = (count - 1) / 2;
    const perStep = (last - first) / (count - 1);
    let shown = count;
    for (let level = 0; level <= 16; level += 1) {
      if (level > 0) {
        await page.keyboard.press('+');
        shown /= 2;
      }
      await painted(page);
      // Keys zoom around the middle of the axis, which stays where it is.
      const scale = perStep * 2 ** level;
      const expected = (first + last) / 2 + (spike.step - middle) * scale;
      const columns = await colouredColumns(page);
      assert.ok(columns.length > 0, `no spike with ${Math.round(shown)} points in sight`);
      for (const column of columns) {
        // Its flanks are a third of a step wide where it is looked at; half a pixel each for line, edge and rounding.
        const away = Math.abs(column + 0.5 - expected);
        assert.ok(away <= scale * 0.35 + 2, `level ${level}: column ${column}, expected ${expected}`);
      }
    }
    await page.waitForFunction(() => !/loss[^]*extremes kept/.test(document.body.innerText));
  });
});

/** Waits until the loss chart holds what it asked for and has been drawn. */
async function painted(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('[aria-busy=true]').length === 0);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  );
  await page.waitForFunction(() => document.querySelectorAll('[aria-busy=true]').length === 0);
}

/** Columns of the loss chart's canvas whose upper part has a saturated colour: lines have one, axes and grid are grey. */
function colouredColumns(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const found = [...document.querySelectorAll('metric-chart')].find(
      (element) => element.querySelector('h4')?.textContent === 'loss',
    );
    const canvas = found?.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (canvas === null || canvas === undefined || context === null || context === undefined) return [];
    const [top, bottom] = [Math.round(canvas.height * 0.1), Math.round(canvas.height * 0.35)];
    const { data, width } = context.getImageData(0, top, canvas.width, bottom - top);
    const columns = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
      const isColoured = Math.max(red, green, blue) - Math.min(red, green, blue) > 40;
      if (alpha > 60 && isColoured) columns.add((at / 4) % width);
    }
    return [...columns].sort((one, other) => one - other);
  });
}
