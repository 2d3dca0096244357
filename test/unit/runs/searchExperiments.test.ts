import assert from 'node:assert/strict';
import { SearchSyntaxError } from '../../../src/search';
import { runsMigration } from '../../../src/runs';
import { searchExperiments, type ExperimentQuery } from '../../../src/runs/searchExperiments';
import { openStore } from '../../../src/store';

const all: ExperimentQuery = {
  filter: '',
  orderBy: [],
  viewType: 'ACTIVE_ONLY',
  limit: 1000,
  pageToken: null,
  now: 1e12,
};
const long = '900000000000000001';

describe('a search for experiments', () => {
  const db = openStore(':memory:', { migrations: [runsMigration] });
  const add = db.prepare(
    'INSERT INTO experiments (id, name, artifact_location, lifecycle, created, updated) VALUES (?, ?, ?, ?, ?, ?)',
  );
  add.run(0, 'Default', 'x', 'active', 1000, 9000);
  add.run(1, 'churn', 'x', 'active', 2000, 3000);
  add.run(BigInt(long), 'Churn 2', 'x', 'active', 2000, 4000);
  add.run(BigInt(long) + 1n, 'fraud', 'x', 'active', 1500, 1500);
  add.run(3, 'old', 'x', 'deleted', 1, 1);
  db.exec(`INSERT INTO experiment_tags VALUES (1, 'team', 'risk'), (${long}, 'team', 'Risk')`);

  const find = (query: Partial<ExperimentQuery>) => searchExperiments(db, { ...all, ...query }).ids.join(' ');

  it('gives the newest first, then the greatest id, with every digit', () => {
    assert.equal(find({}), `${long} 1 900000000000000002 0`);
  });
  const filters: readonly (readonly [filter: string, ids: string])[] = [
    ["name = 'churn'", '1'],
    ["attribute.name != 'churn'", `${long} 900000000000000002 0`],
    ["name LIKE 'Churn%'", long],
    ["name ILIKE 'churn%'", `${long} 1`],
    ["attributes.name IN ('churn', 'fraud')", '1 900000000000000002'],
    ['creation_time >= 2000', `${long} 1`],
    ['last_update_time < 4000', '1 900000000000000002'],
    ["tags.team = 'risk'", '1'],
    ["tag.team != 'risk'", long],
    ['tags.team IS NULL', '900000000000000002 0'],
    ["NOT tags.team = 'risk' OR name = 'churn'", `${long} 1 900000000000000002 0`],
    ['creation_time > -1d', ''],
    [`experiment_id = '${long}'`, long],
    ["experiment_id IN ('1', '900000000000000002', 'x')", '1 900000000000000002'],
  ];
  for (const [filter, ids] of filters) it(filter, () => assert.equal(find({ filter }), ids));

  const orders: readonly (readonly [orderBy: readonly string[], ids: string])[] = [
    [['name'], `${long} 0 1 900000000000000002`],
    [['name DESC'], `900000000000000002 1 0 ${long}`],
    [['experiment_id ASC'], `0 1 ${long} 900000000000000002`],
    [['creation_time ASC', 'experiment_id'], `0 900000000000000002 1 ${long}`],
    [['last_update_time DESC'], `0 ${long} 1 900000000000000002`],
    [['tags.team'], `${long} 1 900000000000000002 0`],
  ];
  for (const [orderBy, ids] of orders) it(orderBy.join(', '), () => assert.equal(find({ orderBy }), ids));

  it('takes the view type', () => {
    assert.equal(find({ viewType: 'DELETED_ONLY' }), '3');
    assert.equal(find({ viewType: 'ALL' }), `${long} 1 900000000000000002 0 3`);
  });
  it('pages through ids of 18 digits', () => {
    const seen: string[] = [];
    let pageToken: string | null = null;
    do {
      const page = searchExperiments(db, { ...all, limit: 1, orderBy: ['experiment_id DESC'], pageToken });
      seen.push(...page.ids);
      pageToken = page.nextPageToken;
    } while (pageToken !== null);
    assert.deepEqual(seen, ['900000000000000002', long, '1', '0']);
  });
  for (const filter of ['experiment_id = 1', "status = 'x'", 'metrics.v > 1', "name > 'a'", 'creation_time = x']) {
    it(`refuses ${filter}`, () => assert.throws(() => find({ filter }), SearchSyntaxError));
  }
});
