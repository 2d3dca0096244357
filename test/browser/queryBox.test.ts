import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { testLooks } from './looks';
import { tableScenario, whenRead } from './tablePage';
import { messagesOf, useViews } from './useViews';

const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Filter runs' });
const options = (page: Page): Locator => page.locator('query-box .completions').getByRole('option');

/** The completion that is chosen, as a screen reader is told of it; null when none is. */
async function chosen(page: Page): Promise<string | null> {
  const id = await box(page).getAttribute('aria-activedescendant');
  return id === null ? null : page.locator(`[id="${id}"] .completion-label`).innerText();
}

/** Filters of the table's questions, oldest first. */
async function searched(page: Page): Promise<readonly unknown[]> {
  const all = await messagesOf(page, 'ask');
  const filters = all
    .filter(({ name }) => name === 'runs/table')
    .map(({ params }) => (params as { filter?: string }).filter);
  return filters.filter((filter, index) => filter !== filters[index - 1]);
}

async function waitText(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector<HTMLInputElement>('query-box input')?.value === wanted,
    text,
  );
}

async function waitSearched(page: Page, filter: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const last = globalThis.host.messages.findLast(
      (message) => message.kind === 'ask' && message.name === 'runs/table',
    );
    return last?.kind === 'ask' && (last.params as { filter?: string }).filter === wanted;
  }, filter);
}

describe('the filter box of the run table', () => {
  const views = useViews();

  async function open(filter = ''): Promise<Page> {
    const page = await views.open({ view: 'table', scenario: tableScenario({ runs: 20 }, { query: { filter } }) });
    await waitText(page, filter);
    return page;
  }

  it('writes a filter with the keyboard alone, by completions', async () => {
    const page = await open();
    await box(page).focus();
    await page.keyboard.type('los');
    await options(page).filter({ hasText: 'metrics.loss' }).waitFor();
    assert.equal(await chosen(page), 'metrics.loss');
    await page.keyboard.press('Enter');
    await waitText(page, 'metrics.loss ');
    await options(page).filter({ hasText: 'at least' }).waitFor();
    assert.equal(await chosen(page), null, 'what has not been begun is not chosen by itself');
    await page.keyboard.type('< 0.5 and params.opt');
    await options(page).filter({ hasText: 'params.optimizer' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('=');
    await options(page).filter({ hasText: "'sgd'" }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await chosen(page), '"adam\'s heir"');
    await page.keyboard.press('Enter');
    await waitText(page, `metrics.loss < 0.5 and params.optimizer ="adam's heir" `);
    await options(page).filter({ hasText: 'AND' }).waitFor();
    await page.keyboard.press('Enter');
    await waitSearched(page, `metrics.loss < 0.5 and params.optimizer ="adam's heir"`);
    assert.equal(await box(page).getAttribute('aria-expanded'), 'false');
  });

  it('takes a completion with the mouse and leaves the caret in the box', async () => {
    const page = await open();
    await box(page).pressSequentially('top');
    await options(page).filter({ hasText: 'metrics.top 5' }).click();
    await waitText(page, 'metrics.`top 5` ');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'INPUT');
  });

  it('closes its list with Escape and keeps the text', async () => {
    const page = await open();
    await box(page).pressSequentially('stat');
    await options(page).first().waitFor();
    await page.keyboard.press('Escape');
    await options(page).first().waitFor({ state: 'detached' });
    await waitText(page, 'stat');
    await page.keyboard.press('Control+Space');
    await options(page).filter({ hasText: 'status' }).waitFor();
  });

  it('shows what is wrong under its place, and searches with nothing that is', async () => {
    const page = await open();
    await box(page).fill("metrics.loss > 'high' AND starred");
    await page.keyboard.press('Enter');
    const error = page.locator('query-box [role=status]');
    await error.getByText('expected a number').waitFor();
    assert.equal(await box(page).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.locator('.query-marks u').innerText(), "'high'");
    const selection = () =>
      page.evaluate(() => {
        const field = document.querySelector<HTMLInputElement>('query-box input');
        return field?.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
      });
    assert.equal(await selection(), "'high'");
    await page.keyboard.type('0.5');
    await page.keyboard.press('Enter');
    await waitSearched(page, 'metrics.loss > 0.5 AND starred');
    await page.waitForFunction(() => document.querySelector('query-box .query-error')?.textContent === '');
    assert.deepEqual(await searched(page), ['', 'metrics.loss > 0.5 AND starred']);
  });

  it('does not call a text wrong that is merely being written', async () => {
    const page = await open();
    await box(page).pressSequentially('status = ');
    await options(page).filter({ hasText: 'RUNNING' }).waitFor();
    assert.equal(await box(page).getAttribute('aria-invalid'), null);
    await page.keyboard.press('Enter');
    await page.locator('query-box [role=status]').getByText('expected a value').waitFor();
  });

  it('shows the terms that its chips stand for, and changes these alone', async () => {
    const page = await open("metrics.loss<1 and status = 'RUNNING'");
    const status = page.getByRole('combobox', { name: 'Status' });
    await page.waitForFunction(() => document.querySelector('select.chip.on')?.getAttribute('aria-label') === 'Status');
    await page.getByRole('button', { name: 'Mine' }).click();
    await waitSearched(page, "metrics.loss<1 and status = 'RUNNING' AND user_id = 'ada'");
    await status.selectOption('Status: Failed');
    await waitSearched(page, "metrics.loss<1 AND user_id = 'ada' AND status = 'FAILED'");
    await page.getByRole('button', { name: 'Mine', pressed: true }).click();
    await waitSearched(page, "metrics.loss<1 AND status = 'FAILED'");
    await status.selectOption('Status: any');
    await waitSearched(page, 'metrics.loss<1');
    await page.getByRole('combobox', { name: 'Experiment' }).selectOption('Experiment: churn');
    await waitSearched(page, "metrics.loss<1 AND experiment = 'churn'");
  });

  it('follows the text that is typed, and has no chips for one it cannot read', async () => {
    const page = await open();
    await box(page).pressSequentially('starred');
    await page.getByRole('button', { name: 'Starred', pressed: true }).waitFor();
    await box(page).pressSequentially(' AND (');
    await page.locator('button.chip:disabled', { hasText: 'Starred' }).waitFor();
  });

  it('clears the filter', async () => {
    const page = await open('starred');
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await waitSearched(page, '');
    await waitText(page, '');
  });
});

describe('the filter box in every theme and width', () => {
  const height = 480;
  const scenario = tableScenario({ runs: 20 });

  testLooks({
    name: 'filter-completions',
    view: 'table',
    scenario,
    height,
    prepare: async (page) => {
      await whenRead(page);
      await box(page).fill("status = 'FINISHED' AND starred AND m");
      await options(page).filter({ hasText: 'metrics.val/acc' }).waitFor();
      await page.locator('.chip[aria-pressed=true]').waitFor();
    },
  });
  testLooks({
    name: 'filter-error',
    view: 'table',
    scenario,
    height,
    prepare: async (page) => {
      await whenRead(page);
      await box(page).fill("status = 'FINISHED' AND metrics.loss > 'high'");
      await page.keyboard.press('Enter');
      await page.locator('.query-marks u').waitFor();
    },
  });
});
