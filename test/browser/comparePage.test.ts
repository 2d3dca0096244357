import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Scenario } from './fakeHost';
import { hostileName, ids } from './fixtures';
import { messagesOf, useViews } from './useViews';

const compareThree: Scenario = { intent: { view: 'compare', ids: [ids.otter, ids.fox, ids.hostile] } };

function chart(page: Page, metric: string): Locator {
  return page.locator('metric-chart').filter({ has: page.getByRole('heading', { name: metric, exact: true }) });
}

/** The series questions about a metric, oldest first. */
async function questionsOf(page: Page, metric: string): Promise<readonly Record<string, unknown>[]> {
  const all = (await messagesOf(page, 'series')).map(({ params }) => params as Record<string, unknown>);
  return all.filter((params) => params['metric'] === metric);
}

describe('the compare page', () => {
  const views = useViews();
  const open = (scenario: Scenario): Promise<Page> => views.open({ view: 'compare', scenario, height: 2600 });

  it('shows rows that differ, and the others when asked', async () => {
    const page = await open(compareThree);
    const epochs = page.getByRole('rowheader', { name: 'epochs' });
    await page.getByRole('rowheader', { name: 'depth' }).waitFor();
    assert.equal(await epochs.count(), 0);
    await page.getByRole('checkbox', { name: 'Only differences' }).click();
    await epochs.waitFor();
  });

  it('says differences to the base and follows another base', async () => {
    const page = await open({ intent: { view: 'compare', ids: [ids.otter, ids.fox], deltas: true } });
    const deltas = page.getByRole('row', { name: /^acc / }).locator('.delta');
    await deltas.first().waitFor();
    assert.deepEqual(await deltas.allInnerTexts(), ['±0', '+0.00993']);
    await page.getByRole('button', { name: 'Make quick-fox-3 the base' }).click();
    await page.locator('th', { hasText: 'quick-fox-3' }).getByText('Base').waitFor();
    await page.waitForFunction(() => document.querySelector('.delta')?.textContent === '±0');
    await deltas.filter({ hasText: '−' }).waitFor();
    assert.deepEqual(await deltas.allInnerTexts(), ['±0', '−0.00993']);
  });

  it('hides a run from table and charts with its eye', async () => {
    const page = await open(compareThree);
    await chart(page, 'acc')
      .getByRole('img', { name: /for 3 runs/ })
      .waitFor();
    await page.getByRole('button', { name: 'Hide quick-fox-3' }).click();
    await chart(page, 'acc')
      .getByRole('img', { name: /for 2 runs/ })
      .waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'quick-fox-3' }).count(), 0);
    await page.getByRole('button', { name: 'Show quick-fox-3' }).click();
    await chart(page, 'acc')
      .getByRole('img', { name: /for 3 runs/ })
      .waitFor();
  });

  it('moves a run by the keyboard and keeps the focus on it', async () => {
    const page = await open(compareThree);
    const names = () => page.locator('.chip .link').allInnerTexts();
    const [first, second, third] = await names();
    await page.locator('.chip .link').first().focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction((name) => document.querySelectorAll('.chip .link')[1]?.textContent === name, first);
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction((name) => document.querySelectorAll('.chip .link')[2]?.textContent === name, first);
    await page.waitForFunction((name) => document.activeElement?.textContent === name, first);
    assert.deepEqual(await names(), [second, third, first]);
    await page.keyboard.press('Shift+ArrowRight');
    assert.deepEqual(await names(), [second, third, first]);
  });

  it('reads the visible range anew when a box is drawn, until real points show', async () => {
    const page = await open(compareThree);
    const canvas = chart(page, 'train/grad_norm').locator('canvas');
    await chart(page, 'train/grad_norm')
      .getByText(/of 300,000 points, extremes kept/)
      .waitFor();
    const box = await canvas.boundingBox();
    assert.ok(box);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.51, y);
    await page.mouse.move(box.x + box.width * 0.53, y, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Reset zoom of train/grad_norm' }).waitFor();
    await page.waitForFunction(() =>
      globalThis.host.messages.some(
        (message) => message.kind === 'series' && JSON.stringify(message.params).includes('"from"'),
      ),
    );
    const asked = (await questionsOf(page, 'train/grad_norm')).at(-1);
    const [from, to] = [Number(asked?.['from']), Number(asked?.['to'])];
    assert.ok(from > 40_000 && to < 60_000 && from < to, `asked for ${from} to ${to}`);
    await canvas.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('+');
    await page.waitForFunction(() => !/train\/grad_norm[^]*extremes kept/.test(document.body.innerText));
    await canvas.dblclick();
    await chart(page, 'train/grad_norm')
      .getByText(/of 300,000 points, extremes kept/)
      .waitFor();
  });

  it('finds metrics by an expression and says when it takes a text as plain words', async () => {
    const page = await open(compareThree);
    await chart(page, 'acc').waitFor();
    const search = page.getByRole('textbox', { name: 'Search metrics (regex)' });
    await search.fill('^val/(loss|gain)$');
    await chart(page, 'acc').waitFor({ state: 'detached' });
    assert.equal(await page.locator('metric-chart').count(), 2);
    await search.fill('(a+)+$');
    await page.getByText('Searched as plain text').waitFor();
  });

  it('reads the code of a run when its part is opened, and opens files in the diff editor', async () => {
    const page = await open(compareThree);
    await page.locator('summary', { hasText: 'calm-otter-12 → quick-fox-3' }).click();
    await page.getByRole('button', { name: 'train.py' }).click();
    await page.getByRole('button', { name: 'Open All Files' }).click();
    const commands = (await messagesOf(page, 'command')).map(({ command }) => command);
    assert.deepEqual(commands, [
      { name: 'openDiff', from: ids.otter, to: ids.fox, path: 'train.py' },
      { name: 'openDiff', from: ids.otter, to: ids.fox, path: null },
    ]);
  });

  it('keeps order, hidden runs and choices over a reload', async () => {
    const state = {
      view: 'compare',
      ids: [ids.fox, ids.otter, ids.hostile],
      base: ids.fox,
      hidden: [ids.hostile],
      everyRow: true,
      chart: { x: 'relative', logX: false, logY: true, smoothing: 0.6, ignoreOutliers: false },
    };
    const page = await open({ ...compareThree, state });
    await page.getByRole('button', { name: `Show ${hostileName}` }).waitFor();
    assert.match(await page.locator('.chip').first().innerText(), /quick-fox-3\s+Base/);
    await page.getByRole('rowheader', { name: 'epochs' }).waitFor();
    await chart(page, 'acc')
      .getByRole('img', { name: /over relative time/ })
      .waitFor();
    const kept = await page.evaluate(() => globalThis.host.state as Record<string, unknown>);
    assert.deepEqual(kept['ids'], state.ids);
    assert.deepEqual(kept['hidden'], state.hidden);
  });

  it('takes names, params and notes as text, never as HTML', async () => {
    const page = await open(compareThree);
    await page.locator('.chip', { hasText: hostileName }).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
  });

  it('is driven by the keyboard alone', async () => {
    const page = await open(compareThree);
    await chart(page, 'acc').locator('canvas').waitFor();
    const reached = new Set<string>();
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? '';
        }),
      );
    }
    for (const name of [
      'Hide quick-fox-3',
      'Make quick-fox-3 the base',
      'Add Runs',
      'Next difference',
      'Only differences',
    ]) {
      assert.ok(reached.has(name), `${name} was not reached`);
    }
    assert.ok(
      [...reached].some((name) => name.startsWith('acc over step')),
      'no chart was reached',
    );
  });

  it('says what failed and tries again', async () => {
    const page = await open({ ...compareThree, failing: { 'runs/compare': 'The tracker is away.' } });
    await page.getByRole('alert').getByText('The tracker is away.').waitFor();
    await page.evaluate(() => {
      globalThis.host.failing = {};
    });
    await page.getByRole('button', { name: 'Try Again' }).click();
    await page.getByRole('heading', { name: 'Summary' }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
  });
});
