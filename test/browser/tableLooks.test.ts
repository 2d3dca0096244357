import { tableScenario, whenRead } from './tablePage';
import { testLooks } from './looks';

const height = 720;

describe('the run table in every theme and width', () => {
  testLooks({ name: 'table', view: 'table', scenario: tableScenario({ runs: 500 }), prepare: whenRead, height });
  testLooks({
    name: 'table-groups',
    view: 'table',
    scenario: tableScenario({ runs: 60 }, { query: { group: 'params.depth' }, bars: true }),
    prepare: whenRead,
    height,
  });
  testLooks({
    name: 'table-empty',
    view: 'table',
    scenario: tableScenario({ runs: 0 }),
    prepare: async (page) => page.getByText('No runs yet').waitFor(),
    height,
  });
});
