import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { active, asked, focusGrid, press, row, tableScenario, waitActive, whenRead } from './tablePage';
import { useViews } from './useViews';

const views = useViews();

async function open(...scenario: Parameters<typeof tableScenario>): Promise<Page> {
  const page = await views.open({ view: 'table', scenario: tableScenario(...scenario), height: 720 });
  await whenRead(page);
  return page;
}

describe('what changes in the run table', () => {
  it('renames in place, and takes it back', async () => {
    const page = await open({ runs: 30 });
    await focusGrid(page);
    await press(page, 'ArrowDown', 'F2');
    const field = page.getByRole('textbox', { name: 'Name of fox-1' });
    await field.fill('other');
    await press(page, 'Escape');
    await field.waitFor({ state: 'detached' });
    await waitActive(page, 'Name: fox-1');
    await press(page, 'F2');
    await field.fill('brave-fox');
    await press(page, 'Enter');
    await row(page, 'brave-fox').waitFor();
    await page.getByText('Renamed fox-1 to brave-fox').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForFunction(() =>
      globalThis.host.messages.some((message) => message.kind === 'ask' && message.name === 'journal/undo'),
    );
  });

  it('refuses a run without a name and keeps the one it has', async () => {
    const page = await open({ runs: 30 });
    await focusGrid(page);
    await press(page, 'F2');
    await page.getByRole('textbox', { name: 'Name of otter-0' }).fill('  ');
    await press(page, 'Enter');
    await page.getByText('otter-0 keeps its name').waitFor();
    assert.deepEqual(await asked(page, 'runs/change'), []);
  });

  it('keeps every line of a note that is edited', async () => {
    const page = await open({ runs: 30 }, { columns: [{ column: 'name' }, { column: 'note' }] });
    await row(page, 'fox-1').locator('.cell').last().dblclick();
    const field = page.getByRole('textbox', { name: 'Note of fox-1' });
    assert.equal(await field.inputValue(), 'Wider net\n\nTries a wider first layer.');
    await press(page, 'End', 'Shift+Enter');
    await page.keyboard.type('It helped.');
    await press(page, 'Enter');
    await page.getByText('Changed the note of fox-1').waitFor();
    const [change] = await asked(page, 'runs/change');
    assert.equal(change?.['note'], 'Wider net\n\nTries a wider first layer.\nIt helped.');
  });

  it('moves runs to the Trash and back', async () => {
    const page = await open({ runs: 30 });
    await focusGrid(page);
    await press(page, 'ArrowDown', 'Delete');
    await page.getByText('1 run moved to the Trash').waitFor();
    await row(page, 'fox-1').waitFor({ state: 'detached' });
    // The keyboard stays in the place of the run that went.
    assert.match(await active(page), /^Name: <img/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'fox-1').waitFor();
    await page.getByText('Undone: Delete 1 run').waitFor();
    // The button that was pressed is gone; the keyboard is back in the table.
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
    await page.getByRole('button', { name: 'Dismiss' }).press('Enter');
    await page.getByRole('button', { name: 'Dismiss' }).waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
  });

  it('goes to the filter from a control of the toolbar', async () => {
    const page = await open({ runs: 3 });
    await row(page, 'fox-1').waitFor();
    await page.getByRole('button', { name: 'Columns' }).focus();
    await press(page, 'Control+f');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'combobox');
  });

  it('takes the newest change back by Ctrl+Z and does it again by Ctrl+Shift+Z and Ctrl+Y', async () => {
    const page = await open({ runs: 30 });
    await focusGrid(page);
    await press(page, 'ArrowDown', 'Delete');
    await row(page, 'fox-1').waitFor({ state: 'detached' });
    for (const again of ['Control+Shift+z', 'Control+y']) {
      await press(page, 'Control+z');
      await row(page, 'fox-1').waitFor();
      await press(page, again);
      await row(page, 'fox-1').waitFor({ state: 'detached' });
      await page.getByText('Done again: Delete 1 run').waitFor();
    }
    assert.deepEqual(await asked(page, 'journal/undo'), [{}, {}]);
    assert.match(await active(page), /^Name: /);
  });

  it('changes nothing in a folder that is not trusted', async () => {
    const page = await views.open({ view: 'table', scenario: { ...tableScenario({ runs: 5 }), trusted: false } });
    await whenRead(page);
    await focusGrid(page);
    await press(page, 'Delete');
    await page.getByText('trust this folder first').waitFor();
    assert.deepEqual(await asked(page, 'runs/delete'), []);
  });

  it('opens and closes groups by keys, with what their runs reached', async () => {
    const page = await open({ runs: 60 }, { query: { group: 'params.depth' } });
    await focusGrid(page);
    assert.equal(await page.locator('.grid-body .row').count(), 5);
    await page.getByRole('gridcell', { name: /^acc: 0\.949 ± 0\.032, best 0\.9899; mean 0\.94/ }).waitFor();
    await press(page, 'ArrowRight');
    await page.locator('[aria-expanded=true]').waitFor();
    await row(page, 'otter-0').waitFor();
    await press(page, 'ArrowDown', 'ArrowUp', 'ArrowLeft');
    await row(page, 'otter-0').waitFor({ state: 'detached' });
    await press(page, 'Space');
    await page.locator('.bulk').getByText('14 selected').waitFor();
  });

  it('keeps the runs in sight in their place while others come above', async () => {
    const page = await open({ runs: 500 });
    const scroller = page.locator('.grid-scroller');
    await scroller.evaluate((element) => element.scrollTo({ top: 100 * 22 }));
    const target = row(page, 'otter-110');
    await target.waitFor();
    const before = await target.boundingBox();
    await page.evaluate(() => {
      const { host } = globalThis;
      const runs = [host.table?.add() ?? '', host.table?.add() ?? '', host.table?.add() ?? ''];
      host.send({ kind: 'changed', runs, all: false });
    });
    await page.locator('.status-line').getByText('503 runs').waitFor();
    await page.waitForFunction(() => document.querySelector('.grid-scroller')?.scrollTop === 103 * 22);
    assert.deepEqual(await target.boundingBox(), before);
  });

  it('shows newer runs at once at its top, with the keyboard where it was', async () => {
    const page = await open({ runs: 500 });
    await focusGrid(page);
    await press(page, 'ArrowDown');
    await waitActive(page, 'Name: fox-1');
    await page.evaluate(() => {
      const { host } = globalThis;
      host.send({ kind: 'changed', runs: [host.table?.add() ?? ''], all: false });
    });
    await row(page, 'fox--1').waitFor();
    await waitActive(page, 'Name: fox-1');
  });

  it('does not take a field away that is written in while runs come', async () => {
    const page = await open({ runs: 500 });
    await focusGrid(page);
    await press(page, 'F2');
    const field = page.getByRole('textbox', { name: 'Name of otter-0' });
    await field.fill('half a na');
    await page.evaluate(() => {
      const { host } = globalThis;
      host.send({ kind: 'changed', runs: [host.table?.add() ?? ''], all: true });
    });
    await page.waitForFunction(() => {
      const rows = globalThis.host.messages.filter((message) => message.kind === 'ask' && message.name === 'runs/rows');
      return rows.length > 1;
    });
    await page.locator('.grid-scroller').evaluate((element) => element.scrollTo({ top: 5000 }));
    await row(page, 'otter-235').waitFor();
    await page.keyboard.type('me');
    await press(page, 'Enter');
    await page.getByText('Renamed otter-0 to half a name').waitFor();
    await page.locator('.status-line').getByText('501 runs').waitFor();
  });
});
