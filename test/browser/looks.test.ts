import type { Page } from 'playwright-core';
import { ids } from './fixtures';
import { testLooks } from './looks';

const prepare = (page: Page): Promise<void> => page.locator('metric-chart').first().waitFor({ state: 'attached' });

describe('the looks of the run page', () => {
  testLooks({ name: 'run', view: 'run', scenario: { intent: { view: 'run', id: ids.otter } }, prepare });
});

describe('the looks of the compare page', () => {
  testLooks({
    name: 'compare',
    view: 'compare',
    scenario: { intent: { view: 'compare', ids: [ids.otter, ids.fox, ids.hostile], deltas: true } },
    prepare,
  });
});
