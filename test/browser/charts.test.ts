import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Scenario } from './fakeHost';
import { ids } from './fixtures';
import { complaintsInThemes, drawn } from './looks';
import { messagesOf, useViews } from './useViews';

const three: Scenario = { intent: { view: 'compare', ids: [ids.otter, ids.fox, ids.hostile] } };

function chart(page: Page, metric: string): Locator {
  return page.locator('metric-chart').filter({ has: page.getByRole('heading', { name: metric, exact: true }) });
}

async function lastQuestion(page: Page, metric: string): Promise<Record<string, unknown>> {
  const all = (await messagesOf(page, 'series')).map(({ params }) => params as Record<string, unknown>);
  return all.findLast((params) => params['metric'] === metric) ?? {};
}

/** The chart's canvas, once it shows points, with the focus. */
async function focused(page: Page, metric: string): Promise<Locator> {
  const canvas = chart(page, metric).getByRole('img', { name: /last/ });
  await canvas.waitFor();
  await canvas.focus();
  return canvas;
}

const isZoomed = (page: Page, metric: string): Locator => page.getByRole('button', { name: `Reset zoom of ${metric}` });

describe('charts', () => {
  const views = useViews();
  const open = (scenario = three): Promise<Page> => views.open({ view: 'compare', scenario, height: 3200 });

  it('put another metric on the X axis and say which steps have no place there', async () => {
    const page = await open();
    await focused(page, 'acc');
    await page.getByRole('combobox', { name: /^X/ }).selectOption('val/loss');
    await chart(page, 'acc').getByText('288 steps without val/loss left out').waitFor();
    await chart(page, 'acc')
      .getByRole('img', { name: /^acc over val\/loss/ })
      .waitFor();
    const { x, xKey } = await lastQuestion(page, 'acc');
    assert.deepEqual({ x, xKey }, { x: 'metric', xKey: 'val/loss' });
  });

  it('draw the mean of a group with its band, in the table too', async () => {
    const page = await open();
    await focused(page, 'val/loss');
    await page.getByLabel('Group by').selectOption('optimizer');
    await chart(page, 'val/loss')
      .getByRole('img', { name: /for 2 groups: .*optimizer = (adam \(2 runs\)|sgd \(1 run\))/ })
      .waitFor();
    await chart(page, 'val/loss')
      .getByText(/^Means of 72 points at 48 places of x; band: smallest/)
      .waitFor();
    assert.equal((await lastQuestion(page, 'val/loss'))['form'], 'means');
    await page.getByRole('button', { name: 'Show val/loss as a table (t)' }).click();
    for (const name of ['Group', 'low', 'high']) await page.getByRole('columnheader', { name, exact: true }).waitFor();
    await page.getByLabel('Band').selectOption('95 % interval');
    await chart(page, 'val/loss').getByText('band: 95 % interval of the mean').waitFor();
  });

  it('take a typed Y range, refuse one that makes no sense, and keep it', async () => {
    const page = await open();
    await focused(page, 'acc');
    await page.keyboard.press('y');
    const lower = page.getByRole('textbox', { name: 'Lower end of Y of acc' });
    await lower.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'min');
    await page.keyboard.type('5');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await chart(page, 'acc').getByRole('alert').getByText('5 is not below 3').waitFor();
    await lower.fill('0.5');
    await lower.press('Enter');
    await lower.waitFor({ state: 'detached' });
    await page.waitForFunction(() =>
      JSON.stringify(globalThis.host.state).includes('"yLimits":{"acc":{"min":0.5,"max":3}}'),
    );
    await chart(page, 'acc')
      .getByText(/^Y range typed in; \d+ shown points outside$/)
      .waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'CANVAS');
    await page.keyboard.press('y');
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'min');
    await page.keyboard.press('Escape');
    await lower.waitFor({ state: 'detached' });
  });

  it('cover the whole view until Escape, and keep the focus', async () => {
    const page = await open();
    await page.setViewportSize({ width: 1000, height: 700 });
    await chart(page, 'acc').scrollIntoViewIfNeeded();
    const canvas = await focused(page, 'acc');
    await page.keyboard.press('f');
    const dialog = page.getByRole('dialog', { name: 'acc' });
    await dialog.waitFor();
    const box = await dialog.boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 1000, height: 700 });
    await page.waitForFunction(() => (document.querySelector('metric-chart.full canvas')?.clientHeight ?? 0) > 500);
    await page.waitForFunction(() => document.activeElement?.tagName === 'CANVAS');
    for (let index = 0; index < 12; index += 1) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest('metric-chart.full') !== null,
      );
      assert.ok(inside, 'the focus stays in the chart that covers the page');
    }
    await canvas.focus();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.locator('[inert]').count(), 0);
    await page.waitForFunction(() => document.activeElement?.tagName === 'CANVAS');
  });

  it('are zoomed, panned, reset and read by keys, which ? lists', async () => {
    const page = await open();
    await focused(page, 'train/grad_norm');
    await page.keyboard.press('?');
    await chart(page, 'train/grad_norm').getByText('type in the Y range').waitFor();
    await page.keyboard.press('?');
    await chart(page, 'train/grad_norm').getByText('type in the Y range').waitFor({ state: 'detached' });
    await page.keyboard.press('+');
    await isZoomed(page, 'train/grad_norm').waitFor();
    await drawn(page);
    const before = await lastQuestion(page, 'train/grad_norm');
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction(
      (from) =>
        globalThis.host.messages.some(
          (message) => message.kind === 'series' && Number((message.params as { from?: number }).from) > Number(from),
        ),
      before['from'],
    );
    await drawn(page);
    await page.keyboard.press('0');
    await isZoomed(page, 'train/grad_norm').waitFor({ state: 'detached' });
    await chart(page, 'train/grad_norm').getByText('of 300,000 points, extremes kept').waitFor();
    await page.keyboard.press('End');
    await chart(page, 'train/grad_norm').locator('.tooltip', { hasText: 'step 99999' }).waitFor();
    await page.keyboard.press('t');
    await chart(page, 'train/grad_norm').getByRole('table').waitFor();
    await page.waitForFunction(() => document.activeElement?.classList.contains('scroll') === true);
    await page.getByRole('button', { name: 'Next points' }).click();
    await chart(page, 'train/grad_norm')
      .getByText(/Points 501 to 1,000 of/)
      .waitFor();
    await page.getByRole('region', { name: 'Points of train/grad_norm' }).press('t');
    await chart(page, 'train/grad_norm').getByRole('img').waitFor();
  });

  it('pan with Shift and drag, reset by a double click, and leave the wheel to the page until they are clicked', async () => {
    const page = await open();
    const canvas = chart(page, 'acc').getByRole('img', { name: /last/ });
    await canvas.waitFor();
    await drawn(page);
    const box = await canvas.boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -300);
    await drawn(page);
    assert.equal(await isZoomed(page, 'acc').count(), 0);
    await canvas.focus();
    await page.mouse.wheel(0, -300);
    await isZoomed(page, 'acc').waitFor();
    await drawn(page);
    const zoomed = await lastQuestion(page, 'acc');
    await page.keyboard.down('Shift');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 40, y, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await page.waitForFunction(
      (from) =>
        globalThis.host.messages.some(
          ({ kind, ...message }) =>
            kind === 'series' && Number((message as { params: { from?: number } }).params.from) > Number(from),
        ),
      zoomed['from'],
    );
    const panned = await lastQuestion(page, 'acc');
    const widthOf = (asked: Record<string, unknown>): number => Number(asked['to']) - Number(asked['from']);
    assert.ok(Math.abs(widthOf(panned) - widthOf(zoomed)) < 1e-6, 'panning keeps the width of the range');
    await canvas.dblclick();
    await isZoomed(page, 'acc').waitFor({ state: 'detached' });
  });

  it('hear every key of a burst, though each lays the picture out anew', async () => {
    const page = await open();
    const canvas = await focused(page, 'acc');
    await canvas.evaluate((element) => {
      for (const key of ['f', '+', '?', 'y'])
        element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
    await page.getByRole('dialog', { name: 'acc' }).waitFor();
    await page.getByRole('textbox', { name: 'Lower end of Y of acc' }).waitFor();
    await page.getByRole('button', { name: /^Reset zoom of acc/ }).waitFor();
  });

  it('list the runs nearest to the pointer first', async () => {
    const page = await open();
    const canvas = chart(page, 'system/cpu_percent').getByRole('img', { name: /last/ });
    await page.locator('summary', { hasText: 'system' }).click();
    await canvas.waitFor();
    await drawn(page);
    const box = await canvas.boundingBox();
    assert.ok(box);
    const values = async (share: number): Promise<readonly number[]> => {
      await page.mouse.move(box.x + box.width / 2, box.y + box.height * share);
      await drawn(page);
      const texts = await chart(page, 'system/cpu_percent').locator('.tooltip b').allInnerTexts();
      return texts.map(Number);
    };
    const [high, low] = [await values(0.06), await values(0.8)];
    assert.equal(high.length, 3);
    assert.deepEqual(
      high,
      high.toSorted((one, other) => other - one),
    );
    assert.deepEqual(
      low,
      low.toSorted((one, other) => one - other),
    );
  });

  const modes = {
    smoothed: { smoothing: 0.8 },
    logarithmic: { logX: true, logY: true, ignoreOutliers: true },
    'over a metric': { x: 'metric', xKey: 'loss' },
    'over wall time': { x: 'wall' },
    grouped: { groupBy: 'param optimizer', yLimits: { acc: { min: 0.4, max: 0.95 } } },
  } as const;
  const plain = { x: 'step', logX: false, logY: false, smoothing: 0, ignoreOutliers: false };

  it('show every mode in every theme without a complaint', async () => {
    for (const [name, chosen] of Object.entries(modes)) {
      const scenario = { ...three, state: { ...(three.intent as object), chart: { ...plain, ...chosen } } };
      const page = await views.open({ view: 'compare', scenario, height: 3200 });
      await chart(page, 'acc').getByRole('img', { name: /last/ }).waitFor();
      const section = page.getByRole('region', { name: 'Charts' });
      const complaints = await complaintsInThemes(page, (theme) =>
        section.screenshot({ path: `test-output/browser/charts-${name.replaceAll(' ', '-')}-${theme}.png` }),
      );
      assert.deepEqual(complaints, [], name);
    }
  });

  it('fill the view with their keys and the Y range, in every theme without a complaint', async () => {
    const page = await views.open({ view: 'compare', scenario: three, height: 800 });
    await focused(page, 'loss');
    for (const key of ['f', '?', 'y']) await page.keyboard.press(key);
    await page.getByRole('dialog', { name: 'loss' }).waitFor();
    await page.getByRole('textbox', { name: 'Lower end of Y of loss' }).waitFor();
    const complaints = await complaintsInThemes(page, (theme) =>
      page.screenshot({ path: `test-output/browser/charts-full-${theme}.png` }),
    );
    assert.deepEqual(complaints, []);
  });
});
