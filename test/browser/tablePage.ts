import type { Locator, Page } from 'playwright-core';
import type { ShownColumn, TableQuery } from '../../src/protocol/table';
import type { Scenario } from './fakeHost';
import type { TableScenario } from './tableFixtures';
import { messagesOf } from './useViews';

interface Layout {
  readonly query?: TableQuery;
  readonly columns?: readonly ShownColumn[];
  readonly bars?: boolean;
  readonly onlyDiffering?: boolean;
}

/** A table of made-up runs; with a layout, it opens in it. */
export function tableScenario(table: TableScenario, layout?: Layout): Scenario {
  const whole = layout === undefined ? {} : { layout: { query: {}, columns: [], ...layout } };
  return { intent: { view: 'table', ...whole }, table };
}

/** Waits until every cell in sight has been read, and its code judged. */
export async function whenRead(page: Page): Promise<void> {
  await page.locator('.grid-body .row').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.cell.pending') === null);
}

/** The texts of a row's cells by their columns' headers. */
export async function headers(page: Page): Promise<readonly string[]> {
  return page.locator('[role=columnheader] .head-title').allInnerTexts();
}

export function row(page: Page, name: string): Locator {
  return page.locator('.grid-body .row', { has: page.locator(`[aria-label="Name: ${name}"]`) });
}

/** What a screen reader says of the cell that the keyboard is at. */
export async function active(page: Page): Promise<string> {
  return page.evaluate(() => {
    const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant') ?? '';
    const cell = document.getElementById(id);
    return cell?.getAttribute('aria-label') ?? cell?.querySelector('.head-title')?.textContent ?? 'none';
  });
}

/** Waits until the keyboard is at one of these rows; as ARIA counts, the headers are row 1. */
export async function waitActiveRow(page: Page, least: number, most = Number.MAX_SAFE_INTEGER): Promise<void> {
  await page.waitForFunction(
    ([from, to]) => {
      const row = document.getElementById('grid-active-cell')?.parentElement;
      const index = Number(row?.getAttribute('aria-rowindex'));
      return index >= from && index <= to;
    },
    [least, most] as const,
  );
}

export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Waits until the keyboard is at this cell. */
export async function waitActive(page: Page, label: string): Promise<void> {
  await page.waitForFunction((text) => {
    const cell = document.getElementById('grid-active-cell');
    return (cell?.getAttribute('aria-label') ?? cell?.querySelector('.head-title')?.textContent) === text;
  }, label);
}

/** The questions of a name, oldest first. */
export async function asked(page: Page, name: string): Promise<readonly Record<string, unknown>[]> {
  const all = await messagesOf(page, 'ask');
  return all.filter((message) => message.name === name).map(({ params }) => params as Record<string, unknown>);
}

export async function focusGrid(page: Page): Promise<void> {
  await page.locator('[role=grid]').focus();
}
