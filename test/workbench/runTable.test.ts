import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import { startVsCode, workbenchVisible, type VsCode } from '../support/startVsCode';
import { endTracker, readTrackerAddress } from '../support/tracker';
import * as workbench from '../support/workbench';

const runs = 30;

describe('the run table, from the keyboard alone', () => {
  let folder: string;
  let code: VsCode;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mt-table-'));
    code = await startVsCode({ extension: 'source', folder });
    await workbench.runCommand(code.page, 'ModelTrail: Focus on Runs View');
    await eventually(
      'The tracker of the folder',
      () => readTrackerAddress(folder),
      (address) => address?.running === true,
      20_000,
    );
    await recordRuns(folder);
  });

  after(async () => {
    await code.stop();
    await endTracker(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  /** Reveals the table, and reads its page anew: a panel that was hidden comes back in a new frame. */
  const openTable = async (): Promise<FrameLocator> => {
    await workbench.runCommand(code.page, 'ModelTrail: Open Run Table');
    const table = await workbench.webviewFrame(code.page, 'Group by');
    await table.getByRole('gridcell').first().waitFor();
    return table;
  };

  it('opens, moves by arrows, and sorts by a header', async () => {
    const { page } = code;
    const table = await openTable();
    await table.getByText(`${runs} runs`, { exact: true }).waitFor();
    await tabTo(page, table, '[role=grid]');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await table.locator('[role=row][aria-rowindex="4"] .cell.active').waitFor();
    await moveToHeader(page, table, 'metrics.acc');
    await page.keyboard.press('Enter');
    await table.locator('[data-column="metrics.acc"][aria-sort=ascending]').waitFor();
    await table.locator('[role=row][aria-rowindex="2"]').getByText('run-00', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await table.locator('[data-column="metrics.acc"][aria-sort=descending]').waitFor();
    await table.locator('[role=row][aria-rowindex="2"]').getByText('run-29', { exact: true }).waitFor();
    await workbench.screenshot(page, 'runTable-sorted');
  });

  it('filters by what is typed, with completion of the key', async () => {
    const { page } = code;
    const table = await openTable();
    await tabTo(page, table, '[role=grid]');
    await page.keyboard.press('Control+f');
    await table.locator('query-box input:focus').waitFor();
    await page.keyboard.type('params.optim');
    await table.getByRole('option', { name: /params\.optimizer/ }).waitFor();
    await workbench.screenshot(page, 'runTable-completion');
    await page.keyboard.press('Tab');
    await eventually(
      'The completed key',
      () => table.locator('query-box input').inputValue(),
      (text) => text.startsWith('params.optimizer'),
    );
    await page.keyboard.type("= 'adam'");
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await table.getByText('15 runs', { exact: true }).waitFor();
  });

  it('ticks a run, which the tree shows, and takes the tick of the tree', async () => {
    const { page } = code;
    await workbench.expandRow(await workbench.treeRow(page, /^sweep/));
    const table = await openTable();
    await tabTo(page, table, '[role=grid]');
    await moveToRow(page, table, 'run-28');
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    const box = (await workbench.treeRow(page, /^run-28/)).locator('[role=checkbox]');
    await box.and(page.locator('[aria-checked=true]')).waitFor();
    await workbench.focusRow(page, 'run-28');
    await page.keyboard.press('Space');
    await box.and(page.locator('[aria-checked=false]')).waitFor();
    const cell = table
      .locator('[role=row]', { hasText: 'run-28' })
      .getByRole('gridcell', { name: 'In the comparison: no' });
    await cell.waitFor();
  });

  it('renames a run in place, deletes one, and takes that back', async () => {
    const { page } = code;
    const table = await openTable();
    await tabTo(page, table, '[role=grid]');
    await moveToRow(page, table, 'run-26');
    await page.keyboard.press('F2');
    await table.locator('.cell-editor:focus').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('best-26');
    await page.keyboard.press('Enter');
    await table.getByRole('gridcell', { name: 'Name: best-26' }).waitFor();
    await workbench.treeRow(page, /^best-26/);
    await moveToRow(page, table, 'run-24');
    await page.keyboard.press('Delete');
    await table.getByText('14 runs', { exact: true }).waitFor();
    await tabTo(page, table, 'vscode-button:has-text("Undo")');
    await page.keyboard.press('Enter');
    await table.getByText('15 runs', { exact: true }).waitFor();
    await table.getByRole('gridcell', { name: 'Name: run-24' }).waitFor();
  });

  it('groups by a param, shows another metric, and keeps all that as a view over a reload', async () => {
    const { page } = code;
    let table = await openTable();
    await tabTo(page, table, '[role=grid]');
    await moveToHeader(page, table, 'params.depth');
    await page.keyboard.press('Shift+F10');
    await table.getByRole('menu').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('Enter');
    await table.getByText('15 runs, 3 groups', { exact: true }).waitFor();

    await tabTo(page, table, 'button.drop:has-text("Columns")');
    await page.keyboard.press('Enter');
    await table.locator('.picker [role=status]', { hasText: 'columns are shown' }).waitFor();
    await page.keyboard.type('val/f1');
    await table.getByRole('option', { name: /^val\/f1/ }).waitFor();
    await workbench.screenshot(page, 'runTable-picker');
    await page.keyboard.press('Enter');
    await table.locator('.picker [role=option][aria-selected=true]', { hasText: 'val/f1' }).waitFor();
    await page.keyboard.press('Escape');
    await tabTo(page, table, '[role=grid]');
    await moveToHeader(page, table, 'metrics.val/f1');

    await tabTo(page, table, 'button.drop:has-text("Views")');
    await page.keyboard.press('Enter');
    await table.getByRole('menu', { name: 'Views' }).waitFor();
    await page.keyboard.press('s');
    await page.keyboard.press('Enter');
    await table.locator('dialog input:focus').waitFor();
    await page.keyboard.type('by depth');
    await page.keyboard.press('Enter');
    await table.locator('button.drop', { hasText: 'by depth' }).waitFor();

    const before = await layoutOf(table);
    await Promise.all([page.waitForEvent('load'), workbench.runCommand(page, 'Developer: Reload Window')]);
    await workbenchVisible(page);
    table = await workbench.webviewFrame(page, 'Group by');
    await table.getByText('15 runs, 3 groups', { exact: true }).waitFor();
    assert.deepEqual(await layoutOf(table), before);
    await table.locator('button.drop', { hasText: 'by depth' }).waitFor();
    assert.deepEqual(code.console, []);
  });

  it('is readable in light and high contrast', async () => {
    const { page } = code;
    for (const theme of [
      'Dark Modern',
      'Light Modern',
      'Default High Contrast',
      'Default High Contrast Light',
    ] as const) {
      await workbench.setTheme(page, theme);
      const table = await openTable();
      await table.getByText('15 runs, 3 groups', { exact: true }).waitFor();
      await tabTo(page, table, '[role=grid]');
      await workbench.screenshot(page, `runTable-${theme.replaceAll(' ', '-')}`);
    }
  });
});

/** Presses Tab until what the selector names has the focus, as a person does who looks for it. */
async function tabTo(page: Page, table: FrameLocator, selector: string): Promise<void> {
  const focused = table.locator(`${selector}:focus`);
  await eventually(
    `The focus on ${selector}`,
    async () => {
      if ((await focused.count()) > 0) return true;
      await page.keyboard.press('Tab');
      return (await focused.count()) > 0;
    },
    Boolean,
    15_000,
  );
}

/** Moves the focus of the grid up to the headers and along them to a column. */
async function moveToHeader(page: Page, table: FrameLocator, column: string): Promise<void> {
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowUp');
  const active = table.locator('[role=columnheader].active');
  await active.waitFor();
  await page.keyboard.press('Home');
  await eventually(
    `The header of ${column}`,
    async () => {
      if ((await active.getAttribute('data-column')) === column) return true;
      await page.keyboard.press('ArrowRight');
      return false;
    },
    Boolean,
  );
}

/** Moves the focus of the grid down to a run. */
async function moveToRow(page: Page, table: FrameLocator, name: string): Promise<void> {
  await page.keyboard.press('Control+Home');
  const active = table.locator('[role=row]', { has: table.locator('.cell.active') }).getByRole('gridcell', {
    name: `Name: ${name}`,
    exact: true,
  });
  await eventually(
    `The row of ${name}`,
    async () => {
      if ((await active.count()) > 0) return true;
      await page.keyboard.press('ArrowDown');
      return (await active.count()) > 0;
    },
    Boolean,
  );
}

/** What a person sees of a layout: the columns from the left, how they are sorted, and the filter. */
async function layoutOf(table: FrameLocator): Promise<unknown> {
  const headers = table.getByRole('columnheader');
  await headers.first().waitFor();
  return {
    columns: await headers.evaluateAll((cells) =>
      cells.map((cell) => [cell.getAttribute('data-column'), cell.getAttribute('aria-sort')]),
    ),
    filter: await table.locator('query-box input').inputValue(),
  };
}

/** Thirty finished runs of one experiment, over the routes that any MLflow client uses. */
async function recordRuns(folder: string): Promise<void> {
  const address = readTrackerAddress(folder);
  const token = readFileSync(join(folder, '.modeltrail', 'token'), 'utf8').trim();
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${address?.url ?? ''}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, `${path} is accepted`);
    return (await response.json()) as Record<string, unknown>;
  };
  const { experiment_id: experiment } = await post('experiments/create', { name: 'sweep' });
  for (let index = 0; index < runs; index += 1) {
    const name = `run-${String(index).padStart(2, '0')}`;
    const start = 1_764_000_000_000 + index * 60_000;
    const made = await post('runs/create', { experiment_id: experiment, run_name: name, start_time: start });
    const { run_id: id } = (made as { run: { info: { run_id: string } } }).run.info;
    const metric = (key: string, value: number) => ({ key, value, timestamp: start + 1000, step: 1 });
    await post('runs/log-batch', {
      run_id: id,
      params: [
        { key: 'optimizer', value: index % 2 === 0 ? 'adam' : 'sgd' },
        { key: 'depth', value: String(2 + (index % 3)) },
        { key: 'seed', value: String(index) },
      ],
      metrics: [
        metric('acc', 0.5 + index / 100),
        metric('loss', 1 - index / 40),
        metric('val/acc', 0.4 + index / 100),
        ...Array.from({ length: 8 }, (_, layer) => metric(`layer${layer}/norm`, layer + index / 10)),
        ...(index % 2 === 0 ? [metric('val/f1', 0.3 + index / 100)] : []),
      ],
    });
    await post('runs/update', { run_id: id, status: 'FINISHED', end_time: start + 45_000 });
  }
}
