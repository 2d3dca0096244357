import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow logged models', () => {
  let door: Door;
  before(async () => (door = await openDoor()));
  after(() => door.close());

  const create = async (fields: object = {}) => {
    const { body } = await door.call('POST', 'logged-models', { experiment_id: '0', ...fields });
    return body.model;
  };
  const createRun = async () => {
    const { body } = await door.call('POST', 'runs/create', { experiment_id: '0' });
    return body.run.info.run_id as string;
  };

  it('makes a pending model below the location of its experiment', async () => {
    const model = await create({
      name: 'tree',
      model_type: 'classifier',
      source_run_id: 'no-such-run',
      params: [{ key: 'depth', value: '3' }],
      tags: [{ key: 'team', value: 'risk' }],
    });
    assert.match(model.info.model_id, /^m-[0-9a-f]{32}$/);
    assert.equal(model.info.artifact_uri, `mlflow-artifacts:/0/models/${model.info.model_id}/artifacts`);
    assert.equal(model.info.status, 'LOGGED_MODEL_PENDING');
    assert.equal(model.info.source_run_id, 'no-such-run');
    assert.deepEqual(model.info.tags, [{ key: 'team', value: 'risk' }]);
    assert.deepEqual(model.data, { params: [{ key: 'depth', value: '3' }], metrics: [] });
  });

  it('makes up a name when none is given, and refuses one that cannot be part of a URI', async () => {
    assert.notEqual((await create()).info.name, '');
    const { status, body } = await door.call('POST', 'logged-models', { experiment_id: '0', name: 'a/b' });
    assert.equal(status, 400);
    assert.match(body.message, /^Invalid model name \('a\/b'\) provided\. /);
  });

  it('becomes ready by name or by number of the status', async () => {
    const { info } = await create();
    for (const [status, shown] of [
      ['LOGGED_MODEL_UPLOAD_FAILED', 'LOGGED_MODEL_UPLOAD_FAILED'],
      [2, 'LOGGED_MODEL_READY'],
    ]) {
      const { body } = await door.call('PATCH', `logged-models/${info.model_id}`, { status });
      assert.equal(body.model.info.status, shown);
    }
  });

  it('keeps the points that runs log on it, with their dataset and run', async () => {
    const { info } = await create();
    const run = await createRun();
    const point = { key: 'acc', value: 0.5, timestamp: 7, step: 2, model_id: info.model_id, dataset_name: 'iris' };
    await door.call('POST', 'runs/log-batch', {
      run_id: run,
      metrics: [point, { key: 'other', value: 1, timestamp: 1 }],
    });
    await door.call('POST', 'runs/log-metric', { run_id: run, ...point, step: 3, value: 'NaN' });
    const { body } = await door.call('GET', `logged-models/${info.model_id}`);
    assert.deepEqual(body.model.data.metrics, [
      { ...point, run_id: run },
      { ...point, run_id: run, step: 3, value: 'NaN' },
    ]);
  });

  it('refuses a whole batch that names a model that does not exist', async () => {
    const run = await createRun();
    const metrics = [{ key: 'acc', value: 1, timestamp: 1, model_id: 'm-none' }];
    const { status, body } = await door.call('POST', 'runs/log-batch', { run_id: run, metrics });
    assert.equal(status, 404);
    assert.equal(body.message, "Logged model with ID 'm-none' not found.");
    assert.deepEqual((await door.call('GET', 'runs/get', { run_id: run })).body.run.data.metrics, []);
  });

  it('sets and deletes tags, and takes a param once', async () => {
    const { info } = await create();
    const path = `logged-models/${info.model_id}`;
    await door.call('PATCH', `${path}/tags`, { tags: [{ key: 'a/b', value: '1' }] });
    await door.call('PATCH', `${path}/tags`, { tags: [{ key: 'a/b', value: '2' }] });
    assert.deepEqual((await door.call('GET', path)).body.model.info.tags, [{ key: 'a/b', value: '2' }]);
    assert.equal((await door.call('DELETE', `${path}/tags/a%2Fb`)).status, 200);
    assert.equal((await door.call('DELETE', `${path}/tags/a%2Fb`)).status, 404);
    await door.call('POST', `${path}/params`, { params: [{ key: 'k', value: '1' }] });
    assert.equal((await door.call('POST', `${path}/params`, { params: [{ key: 'k', value: '1' }] })).status, 200);
    assert.equal((await door.call('POST', `${path}/params`, { params: [{ key: 'k', value: '2' }] })).status, 400);
  });

  it('hides a deleted model unless it is asked for', async () => {
    const { info } = await create();
    const path = `logged-models/${info.model_id}`;
    assert.deepEqual((await door.call('DELETE', path)).body, {});
    assert.equal((await door.call('GET', path)).status, 404);
    assert.equal((await door.call('GET', path, { allow_deleted: 'True' })).status, 200);
  });

  describe('search', () => {
    let experiment: string;
    let names: string[];
    const search = async (fields: object): Promise<string[]> => {
      const { status, body } = await door.call('POST', 'logged-models/search', {
        experiment_ids: [experiment],
        ...fields,
      });
      assert.equal(status, 200, body.message);
      return body.models.map((model: { info: { name: string } }) => model.info.name);
    };

    before(async () => {
      experiment = (await door.call('POST', 'experiments/create', { name: 'models' })).body.experiment_id;
      const run = await createRun();
      names = ['none', 'low', 'high', 'nan'];
      const values: Record<string, readonly (number | string)[]> = { low: [0.9, 0.1], high: [0.2, 0.8], nan: ['NaN'] };
      for (const name of names) {
        const { info } = await create({ experiment_id: experiment, name, tags: [{ key: 'kind', value: name }] });
        const metrics = (values[name] ?? []).map((value, step) => ({
          key: 'acc',
          value,
          step,
          timestamp: step,
          model_id: info.model_id,
          dataset_name: step === 0 ? 'train' : 'test',
        }));
        await door.call('POST', 'runs/log-batch', { run_id: run, metrics });
      }
    });

    it('orders by the latest value of a metric, on a dataset when asked, missing values last', async () => {
      const by = (more: object) => search({ order_by: [{ field_name: 'metrics.acc', ...more }] });
      assert.deepEqual((await by({})).slice(0, 3), ['low', 'high', 'nan']);
      assert.deepEqual((await by({ ascending: false })).slice(0, 3), ['high', 'low', 'nan']);
      assert.deepEqual((await by({ ascending: false, dataset_name: 'train' })).slice(0, 2), ['low', 'high']);
      assert.equal((await by({})).at(-1), 'none');
    });

    it('filters by attributes, tags and metrics on datasets', async () => {
      assert.deepEqual(await search({ filter: "name = 'low'" }), ['low']);
      assert.deepEqual(await search({ filter: "tags.kind LIKE '%i%'" }), ['high']);
      assert.deepEqual(await search({ filter: 'metrics.acc > 0.85' }), ['low']);
      assert.deepEqual(await search({ filter: 'metrics.acc > 0.85', datasets: [{ dataset_name: 'test' }] }), []);
      assert.equal((await search({ datasets: [{ dataset_name: 'test' }] })).length, 2);
    });

    it('pages', async () => {
      const first = await door.call('POST', 'logged-models/search', { experiment_ids: [experiment], max_results: 3 });
      const page_token = first.body.next_page_token;
      const rest = await door.call('POST', 'logged-models/search', {
        experiment_ids: [experiment],
        max_results: 3,
        page_token,
      });
      assert.equal(first.body.models.length, 3);
      assert.equal(rest.body.models.length, 1);
      assert.equal(rest.body.next_page_token, undefined);
    });

    it('refuses an unknown order and missing experiments with 400', async () => {
      const ids = { experiment_ids: [experiment] };
      for (const body of [
        { ...ids, order_by: [{ field_name: 'params.x' }] },
        { ...ids, order_by: [{ field_name: 'x' }] },
        {},
      ]) {
        assert.equal((await door.call('POST', 'logged-models/search', body)).status, 400);
      }
    });
  });
});
