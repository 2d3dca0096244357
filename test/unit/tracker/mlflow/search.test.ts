import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow searches', () => {
  let door: Door;
  before(async () => (door = await openDoor()));
  after(() => door.close());

  it('finds runs by filter and pages through them', async () => {
    for (const value of [1, 2, 3]) {
      const run_id = (await door.call('POST', 'runs/create', { experiment_id: '0' })).textAt('run.info.run_id');
      await door.call('POST', 'runs/log-metric', { run_id, key: 'm', value, timestamp: 1 });
    }
    const query = {
      experiment_ids: ['0', '77'],
      filter: 'metrics.m >= 1',
      order_by: ['metrics.m DESC'],
      max_results: 2,
    };
    const first = await door.call('POST', 'runs/search', query);
    const rest = await door.call('POST', 'runs/search', { ...query, page_token: first.at('next_page_token') });
    assert.equal(first.at('runs.0.data.metrics.0.value'), 3);
    assert.equal(rest.at('runs.0.data.metrics.0.value'), 1);
    assert.equal(rest.at('next_page_token'), undefined);
  });

  it('answers a mistake in the query with 400', async () => {
    for (const bad of [
      { filter: 'nonsense' },
      { order_by: ['metrics.m', 'metrics.m'] },
      { max_results: 0 },
      { max_results: 50_001 },
      { page_token: 'x' },
      { run_view_type: 'SOME' },
    ]) {
      const reply = await door.call('POST', 'runs/search', { experiment_ids: ['0'], ...bad });
      assert.equal(reply.status, 400, JSON.stringify(bad));
    }
  });

  it('searches experiments by POST and by GET', async () => {
    await door.call('POST', 'experiments/create', { name: 'x1' });
    const ended = (await door.call('POST', 'experiments/create', { name: 'x2' })).textAt('experiment_id');
    await door.call('POST', 'experiments/delete', { experiment_id: ended });
    for (const method of ['POST', 'GET']) {
      const names = async (fields: object) => {
        const reply = await door.call(method, 'experiments/search', fields);
        return reply.listAt('experiments').map((_, index) => reply.at(`experiments.${index}.name`));
      };
      assert.deepEqual(await names({ filter: "name LIKE 'x%'", order_by: ['name'] }), ['x1']);
      assert.deepEqual(await names({ filter: "name LIKE 'x%'", order_by: ['name'], view_type: 'ALL' }), ['x1', 'x2']);
    }
  });

  it('lists the datasets of experiments with what they were used for', async () => {
    const run_id = (await door.call('POST', 'runs/create', { experiment_id: '0' })).textAt('run.info.run_id');
    const dataset = { name: 'iris', digest: 'abc', source_type: 'local', source: '{}' };
    const tags = [{ key: 'mlflow.data.context', value: 'training' }];
    await door.call('POST', 'runs/log-inputs', {
      run_id,
      datasets: [{ dataset, tags }, { dataset: { ...dataset, name: 'b' } }],
    });
    const reply = await door.call('POST', 'experiments/search-datasets', { experiment_ids: ['0'] });
    assert.deepEqual(reply.at('dataset_summaries'), [
      { experiment_id: '0', name: 'b', digest: 'abc' },
      { experiment_id: '0', name: 'iris', digest: 'abc', context: 'training' },
    ]);
    const many = Array.from({ length: 21 }, (_, index) => String(index));
    assert.equal((await door.call('POST', 'experiments/search-datasets', { experiment_ids: many })).status, 400);
  });

  it('answers unknown routes with ENDPOINT_NOT_FOUND', async () => {
    for (const [method, path] of [
      ['POST', '/api/3.0/mlflow/traces'],
      ['POST', '/v1/traces'],
      ['GET', '/api/2.0/mlflow/nothing'],
    ] as const) {
      const reply = await door.send(method, path);
      assert.deepEqual([reply.status, reply.at('error_code')], [404, 'ENDPOINT_NOT_FOUND'], path);
    }
  });
});
