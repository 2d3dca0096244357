import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SavedView } from '../../src/protocol/table';
import type { Scenario } from './fakeHost';
import { ids } from './fixtures';
import { testLooks } from './looks';
import { messagesOf, useViews } from './useViews';

const columns = ['name', 'status', 'metrics.acc', 'params.lr'].map((column) => ({ column }));
const layout = { query: { sort: [] }, columns };

/** As many metrics as no page could hold. */
const metrics = Array.from({ length: 12_000 }, (_, index) => ({ column: `metrics.layer${index}/norm`, runs: 3 }));
const used = [
  { column: 'metrics.acc', runs: 3 },
  { column: 'metrics.val/acc', runs: 2 },
  { column: 'metrics.val/loss', runs: 2 },
  { column: 'params.lr', runs: 3 },
  { column: 'params.acc', runs: 1 },
  { column: 'tags.team', runs: 2 },
  ...metrics,
];

const all = [ids.otter, ids.fox, ids.hostile];

function scenario(answers: Readonly<Record<string, unknown>> = {}): Scenario {
  return {
    intent: { view: 'table', layout },
    answers: {
      'runs/table': { ids: all, total: 3, groups: null },
      'runs/columns': { runs: 3, columns: used, total: used.length },
      'runs/extremes': [{ column: 'metrics.acc', min: 0.8, max: 0.93 }],
      'views/list': { views: [], problems: [] },
      'search/complete': { from: 0, to: 0, items: [], error: null, clauses: [], user: 'ada' },
      ...answers,
    },
  };
}

/** The titles of the columns that the table has. */
async function headers(page: Page): Promise<readonly string[]> {
  const texts = await page.getByRole('columnheader').allInnerTexts();
  return texts.map((text) => text.trim()).filter(Boolean);
}

describe('the column picker of the run table', () => {
  const views = useViews();

  const openPicker = async (given = scenario()): Promise<Page> => {
    const page = await views.open({ view: 'table', scenario: given });
    await page.getByRole('columnheader', { name: 'acc' }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.locator('.picker [role=status]').getByText('columns are shown').waitFor();
    return page;
  };

  it('lists 12,000 columns in their groups with few elements, and asks the tracker once', async () => {
    const page = await openPicker();
    const list = page.getByRole('listbox', { name: 'Columns' });
    assert.ok((await list.getByRole('option').count()) < 40);
    assert.equal(await list.getByRole('option').first().getAttribute('aria-setsize'), String(used.length + 15));
    await page.locator('.picker').getByText('Facts').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.locator('.picker [role=status]').getByText('columns are shown').waitFor();
    const asked = (await messagesOf(page, 'ask')).filter(({ name }) => name === 'runs/columns');
    assert.equal(asked.length, 1);
  });

  it('finds a column by typing and shows it, with the keyboard alone', async () => {
    const page = await openPicker();
    await page.keyboard.type('val/');
    const options = page.getByRole('listbox').getByRole('option');
    await page.getByRole('option', { name: 'val/loss 2 runs, Metrics' }).waitFor();
    assert.equal(await options.count(), 2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByRole('columnheader', { name: 'val/loss' }).waitFor();
    assert.equal(await options.nth(1).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Space');
    await page.getByRole('columnheader', { name: 'val/loss' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('.picker').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), 'Columns');
  });

  it('tells a metric from a param of the same key', async () => {
    const page = await openPicker();
    await page.keyboard.type('acc');
    await page.getByRole('option', { name: 'acc 1 run, Params' }).click();
    await page.waitForFunction(
      () => document.querySelectorAll('[role=columnheader][data-column$=".acc"]').length === 2,
    );
  });

  it('goes on typing from the list', async () => {
    const page = await openPicker();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('team');
    await page.getByRole('option', { name: 'team 2 runs, Tags' }).waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Search columns' }).inputValue(), 'team');
  });

  it('shows and hides all that a search finds, up to what a table can have', async () => {
    const page = await openPicker();
    await page.keyboard.type('layer');
    await page.getByRole('button', { name: 'Show all 12,000 found' }).click();
    await page.locator('.picker [role=status]').getByText('No more than 500 can be.').waitFor();
    const state = await page.evaluate(() => globalThis.host.state as { layout: { columns: unknown[] } });
    assert.equal(state.layout.columns.length, 500);
    await page.getByRole('button', { name: 'Hide 496' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[role=columnheader]').length < 8);
    assert.deepEqual(await headers(page), ['Name', 'Status', 'acc', 'lr']);
  });

  it('leaves only the chosen columns when asked', async () => {
    const page = await openPicker();
    await page.getByRole('checkbox', { name: 'Chosen only' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.picker [role=option]').length === 4);
    assert.deepEqual(
      await page
        .locator('.picker [role=option]')
        .evaluateAll((options) => options.map((option) => option.getAttribute('title'))),
      ['Name', 'Status', 'acc', 'lr'],
    );
  });

  it('asks the tracker for what is typed where there are more columns than a list is made of', async () => {
    const page = await openPicker(
      scenario({ 'runs/columns': { runs: 3, columns: used.slice(0, 6), total: 1_000_000 } }),
    );
    await page.locator('.picker [role=status]').getByText('4 of 1,000,000 columns are shown.').waitFor();
    await page.keyboard.type('deep');
    await page.waitForFunction(() =>
      globalThis.host.messages.some(
        (message) =>
          message.kind === 'ask' &&
          message.name === 'runs/columns' &&
          (message.params as { find: string }).find === 'deep',
      ),
    );
  });
});

describe('the menus of the run table', () => {
  const views = useViews();

  const openTable = async (given = scenario()): Promise<Page> => {
    const page = await views.open({ view: 'table', scenario: given });
    await page.getByRole('columnheader', { name: 'acc' }).waitFor();
    return page;
  };

  const item = (page: Page, name: string) => page.getByRole('menu').getByText(name, { exact: true });

  it('sorts, pins, and hides a column from its header', async () => {
    const page = await openTable();
    await page.getByRole('columnheader', { name: 'acc' }).click({ button: 'right' });
    await item(page, 'Sort Descending').click();
    await page.locator('[role=columnheader][data-column="metrics.acc"][aria-sort=descending]').waitFor();
    await page.getByRole('columnheader', { name: 'lr' }).click({ button: 'right' });
    await item(page, 'Pin Left').click();
    await page.waitForFunction(() => document.querySelector('[data-column="params.lr"]')?.classList.contains('pinned'));
    await page.getByRole('columnheader', { name: 'Status' }).click({ button: 'right' });
    await item(page, 'Hide').click();
    await page.getByRole('columnheader', { name: 'Status' }).waitFor({ state: 'detached' });
  });

  it('begins a term on the column in the filter box', async () => {
    const page = await openTable();
    await page.getByRole('columnheader', { name: 'lr' }).click({ button: 'right' });
    await item(page, 'Filter by…').click();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('query-box input')?.value === 'params.lr = ',
    );
    assert.equal(await page.evaluate(() => document.activeElement?.closest('query-box') !== null), true);
  });

  it('copies the values of a column', async () => {
    const page = await openTable();
    await page.getByRole('columnheader', { name: 'lr' }).click({ button: 'right' });
    await item(page, 'Copy Values').click();
    await page.waitForFunction(() =>
      globalThis.host.messages.some((message) => message.kind === 'command' && message.command.name === 'copy'),
    );
    const [copied] = (await messagesOf(page, 'command')).flatMap(({ command }) =>
      command.name === 'copy' ? [command.text] : [],
    );
    assert.match(copied ?? '', /^lr\n0\.001\n0\.01\n/);
  });

  it('acts on a run from the keyboard: the menu key, a letter, Enter', async () => {
    const page = await openTable();
    await page.getByRole('gridcell', { name: 'Name: calm-otter-12' }).click();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu', { name: 'Runs' }).waitFor();
    await page.keyboard.press('t');
    await page.keyboard.press('Enter');
    const commands = async () => (await messagesOf(page, 'command')).map(({ command }) => command);
    await page.waitForFunction(() => globalThis.host.messages.some(({ kind }) => kind === 'command'));
    assert.deepEqual(await commands(), [{ name: 'tick', ids: [ids.otter], ticked: true }]);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.closest('[role=grid]') !== null), true);
  });

  it('acts on all selected runs from the bar', async () => {
    const page = await openTable();
    await page.getByRole('gridcell', { name: 'Name: calm-otter-12' }).click();
    await page.keyboard.press('Control+a');
    const bar = page.getByRole('group', { name: 'Selected runs' });
    await bar.getByText('3 selected').waitFor();
    await bar.getByRole('button', { name: 'Compare 3 runs' }).click();
    await bar.getByRole('button', { name: 'Set Tag…' }).click();
    await page.getByRole('textbox', { name: 'key=value' }).fill('team=ads');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      globalThis.host.messages.some((message) => message.kind === 'ask' && message.name === 'runs/change'),
    );
    const [change] = (await messagesOf(page, 'ask')).filter(({ name }) => name === 'runs/change');
    assert.deepEqual(change?.params, { ids: all, tags: { team: 'ads' } });
    const [compare] = (await messagesOf(page, 'command')).map(({ command }) => command);
    assert.deepEqual(compare, { name: 'openCompare', ids: all });
  });

  it('exports what is shown', async () => {
    const page = await openTable();
    await page.getByRole('button', { name: 'Export Runs' }).click();
    await page.waitForFunction(() => globalThis.host.messages.some(({ kind }) => kind === 'command'));
    const [command] = (await messagesOf(page, 'command')).map((message) => message.command);
    assert.deepEqual(command?.name === 'exportTable' && command.columns, [
      'name',
      'status',
      'metrics.acc',
      'params.lr',
    ]);
  });
});

describe('the saved views of the run table', () => {
  const views = useViews();

  const fast: SavedView = {
    name: 'fast',
    shared: true,
    layout: {
      query: { filter: 'duration < 5m', view: 'active', sort: [], group: null },
      columns: [{ column: 'name' }, { column: 'duration' }],
      onlyDiffering: false,
      bars: false,
    },
  };

  const openViews = async (problems: readonly string[] = []): Promise<Page> => {
    const given = scenario({
      'views/list': { views: [fast], problems },
      'views/save': { file: '/x/.modeltrail/local/views/mine.json' },
      'views/delete': {},
    });
    const page = await views.open({ view: 'table', scenario: given });
    await page.getByRole('columnheader', { name: 'acc' }).waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menu', { name: 'Views' }).waitFor();
    return page;
  };

  it('applies a view, and marks it once the table was changed', async () => {
    const page = await openViews();
    await page.getByRole('menuitemcheckbox', { name: 'fast (shared)' }).click();
    await page.getByRole('columnheader', { name: 'Duration' }).waitFor();
    assert.deepEqual(await headers(page), ['Name', 'Duration']);
    await page.getByRole('button', { name: 'fast', exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'Bars' }).click();
    await page.getByRole('button', { name: 'fast, changed' }).waitFor();
  });

  it('saves the table under a name', async () => {
    const page = await openViews();
    await page.keyboard.press('s');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('mine');
    await page.keyboard.press('Enter');
    await page.getByText("View 'mine' saved.").waitFor();
    const [saved] = (await messagesOf(page, 'ask')).filter(({ name }) => name === 'views/save');
    const { name, shared, layout: kept } = saved?.params as SavedView;
    assert.deepEqual(
      [name, shared, kept.columns.map(({ column }) => column)],
      ['mine', false, columns.map(({ column }) => column)],
    );
  });

  it('asks before it deletes one', async () => {
    const page = await openViews();
    await page.getByRole('menuitemcheckbox', { name: 'fast (shared)' }).click();
    await page.getByRole('button', { name: 'fast', exact: true }).click();
    await page.getByRole('menuitem', { name: "Delete 'fast'…" }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText("View 'fast' deleted.").waitFor();
    const asked = (await messagesOf(page, 'ask')).filter(({ name }) => name === 'views/delete');
    assert.deepEqual(
      asked.map(({ params }) => params),
      [{ name: 'fast', shared: true }],
    );
  });

  it('tells a file that is no view', async () => {
    const page = await openViews(['.modeltrail/views/x.json is no saved view: it is not JSON.']);
    await page.getByRole('menuitem', { name: /x\.json is no saved view/ }).waitFor();
  });
});

describe('the looks of what opens over the run table', () => {
  const looks = { view: 'table', scenario: scenario(), widths: [360, 1200], height: 640 } as const;

  testLooks({
    ...looks,
    name: 'table-picker',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.locator('.picker [role=status]').getByText('columns are shown').waitFor();
    },
  });
  testLooks({
    ...looks,
    name: 'table-menu',
    prepare: async (page) => {
      const header = page.getByRole('columnheader', { name: 'acc' });
      await header.click();
      await header.click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  });
  testLooks({
    ...looks,
    name: 'table-bulk',
    prepare: async (page) => {
      await page.getByRole('gridcell', { name: 'Name: calm-otter-12' }).click();
      await page.keyboard.press('Control+a');
      await page.getByRole('group', { name: 'Selected runs' }).waitFor();
    },
  });
  testLooks({
    ...looks,
    name: 'table-tag',
    prepare: async (page) => {
      await page.getByRole('gridcell', { name: 'Name: calm-otter-12' }).click();
      await page.keyboard.press('Control+a');
      await page.getByRole('group', { name: 'Selected runs' }).getByRole('button', { name: 'Set Tag…' }).click();
      await page.getByRole('textbox', { name: 'key=value' }).fill('team');
    },
  });
});
