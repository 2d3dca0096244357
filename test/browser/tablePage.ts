import type { Page } from 'playwright-core';
import type { ShownColumn, TableQuery } from '../../src/protocol/table';
import type { Scenario } from './fakeHost';
import type { TableScenario } from './tableFixtures';

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
