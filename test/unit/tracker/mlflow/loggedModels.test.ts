import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow logged models', () => {
  let door: Door;
  before(async () => (door = await openDoor()));
  after(() => door.close());

  const create = (fields: object = {}) => door.call('POST', 'logged-models', { experiment_id: '0', ...fields });
  const createId = async (fields: object = {}) => (await create(fields)).textAt('model.info.model_id');
  const createRun = async () =>
    (await door.call('POST', 'runs/create', { experiment_id: '0' })).textAt('run.info.run_id');

  it('makes a pending model below the location of its experiment', async () => {
    const reply = await create({
      name: 'tree',
      model_type: 'classifier',
      source_run_id: 'no-such-run',
      params: [{ key: 'depth', value: '3' }],
      tags: [{ key: 'team', value: 'risk' }],
    });
    const id = reply.textAt('model.info.model_id');
    assert.match(id, /^m-[0-9a-f]{32}$/);
    assert.equal(reply.at('model.info.artifact_uri'), `mlflow-artifacts:/0/models/${id}/artifacts`);
    assert.equal(reply.at('model.info.status'), 'LOGGED_MODEL_PENDING');
    assert.equal(reply.at('model.info.source_run_id'), 'no-such-run');
    assert.deepEqual(reply.at('model.info.tags'), [{ key: 'team', value: 'risk' }]);
    assert.deepEqual(reply.at('model.data'), { params: [{ key: 'depth', value: '3' }], metrics: [] });
  });

  it('makes up a name when none is given, and refuses one that cannot be part of a URI', async () => {
    assert.notEqual((await create()).textAt('model.info.name'), '');
    const reply = await create({ name: 'a/b' });
    assert.equal(reply.status, 400);
    assert.match(reply.textAt('message'), /^Invalid model name \('a\/b'\) provided\. /);
  });

  it('takes its end by name or by number of the status', async () => {
    const id = await createId();
    for (const [status, shown] of [
      ['LOGGED_MODEL_UPLOAD_FAILED', 'LOGGED_MODEL_UPLOAD_FAILED'],
      [2, 'LOGGED_MODEL_READY'],
    ]) {
      assert.equal((await door.call('PATCH', `logged-models/${id}`, { status })).at('model.info.status'), shown);
    }
  });

  it('keeps the points that runs log on it, with their dataset and run', async () => {
    const model_id = await createId();
    const run = await createRun();
    const point = { key: 'acc', value: 0.5, timestamp: 7, step: 2, model_id, dataset_name: 'iris' };
    const metrics = [point, { key: 'other', value: 1, timestamp: 1 }];
    await door.call('POST', 'runs/log-batch', { run_id: run, metrics });
    await door.call('POST', 'runs/log-metric', { run_id: run, ...point, step: 3, value: 'NaN' });
    assert.deepEqual((await door.call('GET', `logged-models/${model_id}`)).at('model.data.metrics'), [
      { ...point, run_id: run },
      { ...point, run_id: run, step: 3, value: 'NaN' },
    ]);
  });

  it('refuses a whole batch that names a model that does not exist', async () => {
    const run = await createRun();
    const metrics = [{ key: 'acc', value: 1, timestamp: 1, model_id: 'm-none' }];
    const reply = await door.call('POST', 'runs/log-batch', { run_id: run, metrics });
    assert.equal(reply.status, 404);
    assert.equal(reply.at('message'), "Logged model with ID 'm-none' not found.");
    assert.deepEqual((await door.call('GET', 'runs/get', { run_id: run })).at('run.data.metrics'), []);
  });

  it('sets and deletes tags, and takes a param once', async () => {
    const path = `logged-models/${await createId()}`;
    await door.call('PATCH', `${path}/tags`, { tags: [{ key: 'a/b', value: '1' }] });
    await door.call('PATCH', `${path}/tags`, { tags: [{ key: 'a/b', value: '2' }] });
    assert.deepEqual((await door.call('GET', path)).at('model.info.tags'), [{ key: 'a/b', value: '2' }]);
    assert.equal((await door.call('DELETE', `${path}/tags/a%2Fb`)).status, 200);
    assert.equal((await door.call('DELETE', `${path}/tags/a%2Fb`)).status, 404);
    await door.call('POST', `${path}/params`, { params: [{ key: 'k', value: '1' }] });
    assert.equal((await door.call('POST', `${path}/params`, { params: [{ key: 'k', value: '1' }] })).status, 200);
    assert.equal((await door.call('POST', `${path}/params`, { params: [{ key: 'k', value: '2' }] })).status, 400);
  });

  it('hides a deleted model unless it is asked for', async () => {
    const path = `logged-models/${await createId()}`;
    assert.deepEqual((await door.call('DELETE', path)).at(''), {});
    assert.equal((await door.call('GET', path)).status, 404);
    assert.equal((await door.call('GET', path, { allow_deleted: 'True' })).status, 200);
    assert.deepEqual((await door.call('DELETE', path)).at(''), {});
  });

  describe('search', () => {
    let experiment: string;
    const post = (fields: object) =>
      door.call('POST', 'logged-models/search', { experiment_ids: [experiment], ...fields });
    const search = async (fields: object): Promise<unknown[]> => {
      const reply = await post(fields);
      return reply.listAt('models').map((_, index) => reply.at(`models.${index}.info.name`));
    };

    before(async () => {
      experiment = (await door.call('POST', 'experiments/create', { name: 'models' })).textAt('experiment_id');
      const run = await createRun();
      const values = { none: [], low: [0.9, 0.1], high: [0.2, 0.8], nan: ['NaN'] };
      for (const [name, series] of Object.entries(values)) {
        const model_id = await createId({ experiment_id: experiment, name, tags: [{ key: 'kind', value: name }] });
        const metrics = series.map((value, step) => {
          return { key: 'acc', value, step, timestamp: step, model_id, dataset_name: step === 0 ? 'train' : 'test' };
        });
        await door.call('POST', 'runs/log-batch', { run_id: run, metrics });
      }
    });

    it('orders by the latest value of a metric, on a dataset when asked, missing values last', async () => {
      const by = (more: object) => search({ order_by: [{ field_name: 'metrics.acc', ...more }] });
      assert.deepEqual(await by({}), ['low', 'high', 'nan', 'none']);
      assert.deepEqual(await by({ ascending: false }), ['high', 'low', 'nan', 'none']);
      assert.deepEqual((await by({ ascending: false, dataset_name: 'train' })).slice(0, 2), ['low', 'high']);
    });

    it('filters by attributes, tags and metrics on datasets', async () => {
      assert.deepEqual(await search({ filter: "name = 'low'" }), ['low']);
      assert.deepEqual(await search({ filter: "tags.kind LIKE '%i%'" }), ['high']);
      assert.deepEqual(await search({ filter: 'metrics.acc > 0.85' }), ['low']);
      assert.deepEqual(await search({ filter: 'metrics.acc > 0.85', datasets: [{ dataset_name: 'test' }] }), []);
      assert.equal((await search({ datasets: [{ dataset_name: 'test' }] })).length, 2);
      assert.equal((await search({ filter: "status = 'LOGGED_MODEL_PENDING'" })).length, 4);
    });

    it('pages', async () => {
      const first = await post({ max_results: 3 });
      const rest = await post({ max_results: 3, page_token: first.at('next_page_token') });
      assert.equal(first.listAt('models').length, 3);
      assert.equal(rest.listAt('models').length, 1);
      assert.equal(rest.at('next_page_token'), undefined);
    });

    it('refuses an unknown order and missing experiments with 400', async () => {
      for (const field_name of ['params.x', 'x']) {
        assert.equal((await post({ order_by: [{ field_name }] })).status, 400);
      }
      assert.equal((await post({ experiment_ids: [] })).status, 400);
    });
  });
});
