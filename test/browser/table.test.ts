import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  active,
  asked,
  focusGrid,
  headers,
  press,
  row,
  tableScenario,
  waitActive,
  waitActiveRow,
  whenRead,
} from './tablePage';
import { messagesOf, useViews } from './useViews';

const views = useViews();

async function open(...scenario: Parameters<typeof tableScenario>): Promise<Page> {
  const page = await views.open({ view: 'table', scenario: tableScenario(...scenario), height: 720 });
  await whenRead(page);
  return page;
}

describe('the run table', () => {
  it('has no more than 1,500 elements wherever 10,000 runs of 300 columns are scrolled', async () => {
    const columns = [
      { column: 'name', pinned: true },
      ...Array.from({ length: 150 }, (_, key) => ({ column: `metrics.m/${key}` })),
      ...Array.from({ length: 149 }, (_, key) => ({ column: `params.p/${key}` })),
    ];
    const scenario = tableScenario({ runs: 10_000, metrics: 150, params: 149 }, { columns });
    const page = await views.open({ view: 'table', scenario, width: 1920, height: 1080 });
    await whenRead(page);
    const scroller = page.locator('.grid-scroller');
    for (const [top, left] of [
      [0, 0],
      [100_000, 0],
      [100_000, 15_000],
      [219_000, 32_000],
    ] as const) {
      await scroller.evaluate((element, to) => element.scrollTo(to), { top, left });
      const first = Math.floor(top / 22);
      await page.locator(`.grid-body .row[aria-rowindex="${first + 20}"]`).waitFor();
      await page.waitForFunction(() => document.querySelector('.cell.pending') === null);
      const count = await page.evaluate(() => document.getElementsByTagName('*').length);
      assert.ok(count <= 1_500, `${count} elements at ${top}, ${left}`);
    }
    assert.equal(await page.locator('[role=grid]').getAttribute('aria-rowcount'), '10001');
    assert.equal(await page.locator('[role=grid]').getAttribute('aria-colcount'), '301');
    await row(page, 'otter-9960').waitFor();
  });

  it('starts with what runs are and the metrics and params most of them have', async () => {
    const page = await open({ runs: 20 });
    await page.locator('[role=columnheader]', { hasText: 'optimizer' }).waitFor();
    assert.deepEqual(await headers(page), [
      '',
      'Name',
      'Status',
      'Started',
      'Duration',
      'acc',
      'loss',
      'lr',
      'depth',
      'optimizer',
      'seed',
      'Code',
      'Note',
    ]);
  });

  it('goes to any cell by keys, the headers included, as one stop of the Tab key', async () => {
    const page = await open({ runs: 500 });
    await focusGrid(page);
    await waitActive(page, 'Name: otter-0');
    await press(page, 'ArrowDown', 'ArrowRight');
    await waitActive(page, 'Status: Finished');
    await press(page, 'Control+End');
    await waitActive(page, 'Note: none');
    await row(page, 'wren-499').waitFor();
    await press(page, 'Home', 'ArrowRight', 'Control+Home');
    await waitActiveRow(page, 2, 2);
    await press(page, 'ArrowRight', 'ArrowRight', 'PageDown');
    await waitActiveRow(page, 20);
    assert.match(await active(page), /^Status: /);
    await press(page, 'Control+Home', 'ArrowUp', 'ArrowRight');
    await waitActive(page, 'Name');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
    assert.equal(await page.locator('.grid [tabindex="0"], .grid button').count(), 0);
  });

  it('sorts by a header with the pointer and with keys, by several keys too', async () => {
    const page = await open({ runs: 50 });
    const sorts = async (): Promise<unknown> => (await asked(page, 'runs/table')).at(-1)?.['sort'];
    const header = (name: string) => page.locator('[role=columnheader]', { hasText: name });
    await header('acc').click();
    await header('acc').and(page.locator('[aria-sort=ascending]')).waitFor();
    await header('acc').click();
    await header('acc').and(page.locator('[aria-sort=descending]')).waitFor();
    await row(page, 'lynx-38').waitFor();
    await header('lr').click({ modifiers: ['Shift'] });
    await page.waitForFunction(() => document.querySelectorAll('[aria-sort]').length === 2);
    assert.deepEqual(await sorts(), [
      { column: 'metrics.acc', descending: true },
      { column: 'params.lr', descending: false },
    ]);
    await press(page, 'ArrowRight', 'Shift+Enter');
    await page.waitForFunction(() => document.querySelectorAll('[aria-sort]').length === 3);
    await press(page, 'Enter');
    await header('depth').and(page.locator('[aria-sort=descending]')).waitFor();
    await press(page, 'Enter');
    await page.waitForFunction(() => document.querySelectorAll('[aria-sort]').length === 0);
    assert.deepEqual(await sorts(), []);
  });

  it('selects by Space, ranges, all and none', async () => {
    const page = await open({ runs: 300 });
    await focusGrid(page);
    const status = page.locator('.bulk');
    await press(page, 'Space');
    await page.waitForFunction(() => document.querySelectorAll('[aria-selected=true]').length === 1);
    await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown');
    await status.getByText('3 selected').waitFor();
    assert.equal(await row(page, 'fox-1').getAttribute('aria-selected'), 'true');
    await press(page, 'Control+a');
    await status.getByText('300 selected').waitFor();
    await press(page, 'Escape');
    await page.waitForFunction(() => document.querySelectorAll('[aria-selected=true]').length === 0);
    await row(page, 'lynx-3').click();
    await row(page, 'fox-6').click({ modifiers: ['Shift'] });
    await status.getByText('4 selected').waitFor();
    await row(page, 'wren-4').click({ modifiers: ['ControlOrMeta'] });
    await status.getByText('3 selected').waitFor();
  });

  it('copies a cell, or the selected rows as tab-separated text, with full values', async () => {
    const page = await open({ runs: 300 });
    await focusGrid(page);
    await press(page, ...Array.from({ length: 4 }, () => 'ArrowRight'), 'Control+c');
    const copies = async () =>
      (await messagesOf(page, 'command')).flatMap(({ command }) => (command.name === 'copy' ? [command.text] : []));
    await page.waitForFunction(() => globalThis.host.messages.some(({ kind }) => kind === 'command'));
    assert.deepEqual(await copies(), ['0.9585911335068042']);
    await press(page, 'Space', 'Shift+ArrowDown', 'Control+c');
    await page.waitForFunction(() => globalThis.host.messages.filter(({ kind }) => kind === 'command').length === 2);
    const lines = (await copies())[1]?.split('\n') ?? [];
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /^Name\tStatus\tStarted\tDuration\tacc\tloss\tlr/);
    assert.match(lines[2] ?? '', /^fox-1\tFinished\t2026-11-24T09:23:00.000Z\t62000\t0\.\d{10,}\t/);
    assert.match(lines[2] ?? '', /\tWider net Tries a wider first layer\.$/);
  });

  it('resizes, fits, moves and pins columns, by the pointer and by keys', async () => {
    const page = await open({ runs: 30 });
    const header = (name: string) => page.locator('[role=columnheader]', { hasText: name });
    const width = async (name: string): Promise<number> => (await header(name).boundingBox())?.width ?? 0;
    const edge = await header('Status').locator('.edge').boundingBox();
    assert.ok(edge);
    await page.mouse.move(edge.x + 4, edge.y + 4);
    await page.mouse.down();
    await page.mouse.move(edge.x + 54, edge.y + 4, { steps: 3 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelectorAll('[role=columnheader]')[2]?.clientWidth === 154);
    await header('Status').locator('.edge').dblclick();
    await page.waitForFunction(() => (document.querySelectorAll('[role=columnheader]')[2]?.clientWidth ?? 154) < 130);
    assert.ok((await width('Status')) > 70);
    await focusGrid(page);
    await press(page, 'ArrowUp', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await waitActive(page, 'Duration');
    await press(page, 'Alt+ArrowRight', 'Alt+ArrowRight');
    await page.waitForFunction(() => document.getElementById('grid-active-cell')?.clientWidth === 108);
    await press(page, 'Alt+Shift+ArrowLeft');
    await page.waitForFunction(
      () => document.querySelectorAll('[role=columnheader] .head-title')[3]?.textContent === 'Duration',
    );
    await header('lr').dragTo(header('acc'));
    await page.waitForFunction(
      () => document.querySelectorAll('[role=columnheader] .head-title')[5]?.textContent === 'lr',
    );
    assert.deepEqual((await headers(page)).slice(0, 7), ['', 'Name', 'Status', 'Duration', 'Started', 'lr', 'acc']);
    assert.deepEqual(
      (await asked(page, 'runs/table')).map(({ sort }) => sort),
      [[]],
    );
  });

  it('comes back as it was left', async () => {
    const page = await open({ runs: 500 });
    await page.locator('[role=columnheader]', { hasText: 'acc' }).click();
    await page.locator('[aria-sort=ascending]').waitFor();
    // Another order starts at its top.
    await page.locator('.grid-place:not(.reading)').waitFor();
    await page.locator('.grid-scroller').evaluate((element) => element.scrollTo({ top: 2200, left: 100 }));
    await page.waitForFunction(() => (globalThis.host.state as { top?: number } | undefined)?.top === 2200);
    const state = await page.evaluate(() => globalThis.host.state);
    assert.ok(JSON.stringify(state).length < 2_000, 'the state is an intent, no data');
    const again = await views.open({
      view: 'table',
      scenario: { ...tableScenario({ runs: 500 }), state, intent: null },
    });
    await whenRead(again);
    await again.locator('[aria-sort=ascending]').waitFor();
    assert.equal(await again.locator('.grid-scroller').evaluate((element) => element.scrollTop), 2200);
  });

  it('marks the best value of the primary metric, and says NaN and Infinity in words', async () => {
    const page = await open(
      { runs: 40 },
      { columns: ['name', 'metrics.acc', 'metrics.loss'].map((column) => ({ column })) },
    );
    await page.locator('.cell.best').waitFor();
    assert.deepEqual(await page.locator('.cell.best').allInnerTexts(), ['0.9899']);
    await page.getByRole('gridcell', { name: /^acc: .*, the best$/ }).waitFor();
    await page.getByRole('gridcell', { name: 'acc: NaN' }).waitFor();
    await page.getByRole('gridcell', { name: 'loss: Infinity' }).waitFor();
  });

  it('holds what can be seen of a text of 100 KB', async () => {
    const page = await open({ runs: 10 }, { columns: [{ column: 'name' }, { column: 'note' }] });
    const lengths = await page.evaluate(() =>
      [...document.querySelectorAll('.cell')].map((cell) => cell.outerHTML.length),
    );
    assert.ok(Math.max(...lengths) < 2_000);
  });

  it('takes no markup from a run', async () => {
    const page = await open({ runs: 10 });
    assert.equal(await page.locator('.grid img').count(), 0);
    assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
  });

  it('focuses the filter by Ctrl+F, and asks for the runs that it finds', async () => {
    const page = await open({ runs: 30 });
    await focusGrid(page);
    await press(page, 'Control+f');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.type("run_name LIKE '%otter%'");
    await press(page, 'Enter');
    await page.locator('.status-line').getByText('6 runs').waitFor();
  });

  it('hides columns in which all runs are the same', async () => {
    const page = await open({ runs: 30 });
    await page.getByRole('checkbox', { name: 'Only differing' }).click();
    await page.locator('[role=columnheader]', { hasText: 'optimizer' }).waitFor({ state: 'detached' });
    assert.deepEqual(await headers(page), [
      '',
      'Name',
      'Status',
      'Started',
      'Duration',
      'acc',
      'loss',
      'lr',
      'depth',
      'seed',
    ]);
  });

  it('ticks runs for the comparison and shows what is ticked', async () => {
    const page = await open({ runs: 30 });
    await row(page, 'fox-1').locator('.tick').click();
    await page.waitForFunction(() => globalThis.host.messages.some(({ kind }) => kind === 'command'));
    const [message] = await messagesOf(page, 'command');
    assert.equal(message?.command.name, 'tick');
    await page.evaluate(() => {
      const { host } = globalThis;
      const last = host.messages.at(-1);
      const command = last?.kind === 'command' && last.command.name === 'tick' ? last.command : null;
      host.send({ kind: 'ticks', ids: command?.ids ?? [] });
    });
    await page.getByRole('gridcell', { name: 'In the comparison: yes' }).waitFor();
  });

  it('says what to do when nothing matches, and when nothing can be read', async () => {
    const page = await open({ runs: 30 }, { query: { filter: 'otter' } });
    await page.evaluate(() => {
      globalThis.host.failing = { 'runs/table': 'The store is locked.' };
      globalThis.host.send({ kind: 'changed', runs: [], all: true });
    });
    await page.getByRole('alert').getByText('The store is locked.').waitFor();
    await page.evaluate(() => {
      globalThis.host.failing = {};
    });
    await page.getByRole('button', { name: 'Try Again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await row(page, 'otter-0').waitFor();
    const other = await views.open({
      view: 'table',
      scenario: tableScenario({ runs: 30 }, { query: { filter: 'nobody' } }),
    });
    await other.getByText('No run matches the filter').waitFor();
    await other.getByRole('button', { name: 'Clear the filter' }).click();
    await row(other, 'otter-0').waitFor();
  });
});
