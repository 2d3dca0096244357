import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow runs', () => {
  let door: Door;
  before(async () => (door = await openDoor()));
  after(() => door.close());

  const createRun = async (fields: object = {}) => {
    const reply = await door.call('POST', 'runs/create', { experiment_id: '0', ...fields });
    return reply.textAt('run.info.run_id');
  };
  const read = (run_id: string) => door.call('GET', 'runs/get', { run_id });
  const refusal = async (path: string, fields: object) => {
    const reply = await door.call('POST', path, fields);
    assert.deepEqual([reply.status, reply.at('error_code')], [400, 'INVALID_PARAMETER_VALUE'], path);
    return reply.textAt('message');
  };

  it('asks for the experiment of a new run', async () => {
    assert.match(
      await refusal('runs/create', { run_name: 'a' }),
      /^Missing value for required parameter 'experiment_id'/,
    );
  });

  it('names the place of a bad key in its request', async () => {
    const run_id = await createRun();
    const bad = { key: 'a*', value: '1', timestamp: 1 };
    const good = { ...bad, key: 'good' };
    for (const [path, fields, parameter] of [
      ['runs/log-metric', bad, 'name'],
      ['runs/log-parameter', bad, 'key'],
      ['runs/set-tag', bad, 'key'],
      ['runs/log-batch', { metrics: [good, bad] }, 'metrics[1].name'],
      ['runs/log-batch', { params: [good, bad] }, 'params[1].key'],
      ['runs/log-batch', { tags: [good, bad] }, 'tags[1].key'],
    ] as const) {
      const message = await refusal(path, { run_id, ...fields });
      assert.ok(
        message.startsWith(`Invalid value "a*" for parameter '${parameter}' supplied: Names may only`),
        message,
      );
    }
    const early = { ...good, timestamp: -1 };
    const message = await refusal('runs/log-batch', { run_id, metrics: [good, early] });
    assert.ok(message.startsWith("Invalid value -1 for parameter 'metrics[1].timestamp' supplied"), message);
  });

  it('refuses keys that would be another name as a path', async () => {
    const run_id = await createRun();
    for (const [key, other] of [
      ['a/', 'a'],
      ['a//b', 'a/b'],
      ['..a', '..a'],
      ['/a', '/a'],
    ]) {
      const message = await refusal('runs/log-metric', { run_id, key, value: 1, timestamp: 1 });
      assert.ok(message.endsWith(`This name would resolve to '${other}'`), message);
    }
  });

  it('keeps the name of a run that is given an empty one', async () => {
    const run_id = await createRun({ run_name: 'first' });
    const tag = { key: 'mlflow.runName', value: '' };
    await door.call('POST', 'runs/set-tag', { run_id, ...tag });
    await door.call('POST', 'runs/log-batch', { run_id, tags: [tag] });
    const named = async (id: string) => {
      const run = await read(id);
      return [run.at('run.info.run_name'), run.at('run.data.tags')];
    };
    assert.deepEqual(await named(run_id), ['first', [{ key: 'mlflow.runName', value: 'first' }]]);
    await door.call('POST', 'runs/set-tag', { run_id, key: 'mlflow.runName', value: 'second' });
    assert.deepEqual(await named(run_id), ['second', [{ key: 'mlflow.runName', value: 'second' }]]);
    const [made, tags] = await named(await createRun({ tags: [tag] }));
    assert.ok(made);
    assert.deepEqual(tags, [{ key: 'mlflow.runName', value: made }]);
  });

  it('keeps the context a dataset was first logged with', async () => {
    const run_id = await createRun();
    const dataset = { name: 'rows', digest: '1', source_type: 'local', source: 'rows.csv' };
    for (const value of ['train', 'eval']) {
      const datasets = [{ dataset, tags: [{ key: 'mlflow.data.context', value }] }];
      assert.equal((await door.call('POST', 'runs/log-inputs', { run_id, datasets })).status, 200);
    }
    const inputs = (await read(run_id)).listAt('run.inputs.dataset_inputs');
    assert.deepEqual(inputs, [{ dataset, tags: [{ key: 'mlflow.data.context', value: 'train' }] }]);
    const datasets = [{ dataset, tags: [{ key: 'k', value: 'v'.repeat(501) }] }];
    assert.match(await refusal('runs/log-inputs', { run_id, datasets }), /maximum length of 500/);
  });

  it('asks for the models a run made and for the fields of a model description', async () => {
    const run_id = await createRun();
    assert.match(await refusal('runs/outputs', { run_id }), /^Missing value for required parameter 'models'/);
    const model = { run_id, artifact_path: 'model', utc_time_created: 'now', flavors: {} };
    const log = { run_id, model_json: JSON.stringify({ ...model, flavors: undefined }) };
    assert.equal(await refusal('runs/log-model', log), "Model json is missing mandatory fields: {'flavors'}");
    assert.match(await refusal('runs/log-model', { run_id, model_json: '[]' }), /missing mandatory fields/);
    await door.call('POST', 'runs/log-model', { run_id, model_json: JSON.stringify(model) });
    const tags = (await read(run_id)).listAt('run.data.tags');
    assert.deepEqual(tags[0], { key: 'mlflow.log-model.history', value: JSON.stringify([model]) });
  });

  it('tells an experiment that is not there from what is no experiment id', async () => {
    for (const path of ['runs/search', 'logged-models/search']) {
      assert.equal((await door.call('POST', path, { experiment_ids: ['99999'] })).status, 200, path);
      const message = await refusal(path, { experiment_ids: ['abc'] });
      assert.equal(message, "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.");
    }
  });
});
