import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow metric histories', () => {
  let door: Door;
  const runs: string[] = [];

  before(async () => {
    door = await openDoor();
    for (const steps of [
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [3, 50],
    ]) {
      const run = (await door.call('POST', 'runs/create', { experiment_id: '0' })).textAt('run.info.run_id');
      const metrics = steps.map((step) => ({ key: 'loss', value: step / 10, timestamp: 100 - step, step }));
      await door.call('POST', 'runs/log-batch', { run_id: run, metrics });
      runs.push(run);
    }
  });
  after(() => door.close());

  const steps = (reply: { listAt(path: string): readonly unknown[] }) =>
    reply.listAt('metrics').map((point) => (point as { readonly step: number }).step);

  it('gives a history by time, in pages when asked', async () => {
    const [run_id] = runs;
    const query = { run_id, metric_key: 'loss' };
    assert.deepEqual(steps(await door.call('GET', 'metrics/get-history', query)), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const seen: unknown[] = [];
    let page_token: unknown = '';
    do {
      const page = await door.call('GET', 'metrics/get-history', { ...query, max_results: 4, page_token });
      seen.push(...steps(page));
      page_token = page.at('next_page_token');
    } while (page_token !== undefined);
    assert.deepEqual(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('gives a whole history however large a page is asked for', async () => {
    const query = { run_id: runs[0], metric_key: 'loss', max_results: 10_000_000 };
    assert.equal(steps(await door.call('GET', 'metrics/get-history', query)).length, 10);
  });

  it('gives nothing for an unknown metric or run', async () => {
    for (const query of [
      { run_id: runs[0], metric_key: 'none' },
      { run_id: 'none', metric_key: 'loss' },
    ]) {
      assert.deepEqual((await door.call('GET', 'metrics/get-history', query)).at(''), {});
    }
  });

  it('gives several runs at once, up to a limit', async () => {
    const path = '/ajax-api/2.0/mlflow/metrics/get-history-bulk';
    const all = await door.call('GET', path, { run_id: runs, metric_key: 'loss' });
    assert.equal(all.listAt('metrics').length, 12);
    assert.equal(all.at('metrics.0.run_id'), [...runs].sort()[0]);
    const some = await door.call('GET', path, { run_id: runs, metric_key: 'loss', max_results: 5 });
    assert.equal(some.listAt('metrics').length, 5);
    const most = await door.call('GET', path, { run_id: runs, metric_key: 'loss', max_results: 25_001 });
    assert.equal(most.listAt('metrics').length, 12);
    const many = Array.from({ length: 101 }, (_, index) => `run-${index}`);
    assert.equal((await door.call('GET', path, { run_id: many, metric_key: 'loss' })).status, 400);
  });

  it('samples steps evenly and keeps the ends of each run', async () => {
    const sample = async (more: object) => {
      const query = { run_ids: runs, metric_key: 'loss', ...more };
      const reply = await door.call('GET', 'metrics/get-history-bulk-interval', query);
      return [...new Set(steps(reply))].sort((a, b) => a - b);
    };
    assert.deepEqual(await sample({}), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50]);
    assert.deepEqual(await sample({ max_results: 2 }), [0, 3, 5, 9, 50]);
    assert.deepEqual(await sample({ start_step: 4, end_step: 6 }), [4, 5, 6]);
  });

  it('refuses half a range, a reversed one and too many steps', async () => {
    for (const more of [{ start_step: 1 }, { end_step: 1 }, { start_step: 2, end_step: 1 }, { max_results: 2501 }]) {
      const query = { run_ids: runs, metric_key: 'loss', ...more };
      assert.equal((await door.call('GET', 'metrics/get-history-bulk-interval', query)).status, 400);
    }
  });
});
