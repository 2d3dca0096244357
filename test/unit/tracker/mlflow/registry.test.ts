import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow registry', () => {
  let door: Door;
  before(async () => (door = await openDoor()));
  after(() => door.close());

  let count = 0;
  const createModel = async (fields: object = {}) => {
    count += 1;
    const name = `model-${count}`;
    await door.call('POST', 'registered-models/create', { name, ...fields });
    return name;
  };
  const createVersion = (name: string, fields: object = {}) =>
    door.call('POST', 'model-versions/create', { name, source: 's3://bucket/model', ...fields });
  const get = (name: string, version: string) => door.call('GET', 'model-versions/get', { name, version });

  it('refuses names that are taken in any case, blank or no segment of a URI', async () => {
    const name = await createModel();
    const create = (asked: string) => door.call('POST', 'registered-models/create', { name: asked });
    const taken = await create(name.toUpperCase());
    assert.deepEqual([taken.status, taken.at('error_code')], [400, 'RESOURCE_ALREADY_EXISTS']);
    assert.equal(taken.at('message'), `Registered Model (name=${name.toUpperCase()}) already exists.`);
    assert.equal((await create('a/b')).at('message'), "Invalid model name 'a/b'. Names cannot contain '/' or ':'.");
    for (const bad of ['', '  ', 'a:b', '..', 'tab\there', 'n'.repeat(257)])
      assert.equal((await create(bad)).status, 400, bad);
  });

  it('keeps versions, tags and aliases over a rename, and frees the name of a deleted model', async () => {
    const name = await createModel({ tags: [{ key: 'k', value: 'v' }] });
    await createVersion(name);
    await door.call('POST', 'registered-models/alias', { name, alias: 'best', version: '1' });
    const renamed = await door.call('POST', 'registered-models/rename', { name, new_name: `${name}-new` });
    assert.deepEqual(renamed.at('registered_model.aliases'), [{ alias: 'best', version: '1' }]);
    assert.deepEqual(renamed.at('registered_model.tags'), [{ key: 'k', value: 'v' }]);
    assert.equal(renamed.at('registered_model.latest_versions.0.name'), `${name}-new`);
    await door.call('DELETE', 'registered-models/delete', { name: `${name}-new` });
    const gone = await get(`${name}-new`, '1');
    assert.equal(gone.at('message'), `Registered Model with name=${name}-new not found`);
    assert.equal((await door.call('POST', 'registered-models/create', { name: `${name}-new` })).status, 200);
    assert.equal((await createVersion(`${name}-new`)).at('model_version.version'), '1');
  });

  it('never gives a number twice, and takes the aliases of a deleted version away', async () => {
    const name = await createModel();
    await createVersion(name);
    await createVersion(name);
    await door.call('POST', 'registered-models/alias', { name, alias: 'best', version: '2' });
    await door.call('DELETE', 'model-versions/delete', { name, version: '2' });
    assert.equal((await createVersion(name)).at('model_version.version'), '3');
    const gone = await get(name, '2');
    assert.deepEqual([gone.status, gone.at('message')], [404, `Model Version (name=${name}, version=2) not found`]);
    const alias = await door.call('GET', 'registered-models/alias', { name, alias: 'best' });
    assert.deepEqual(
      [alias.status, alias.at('error_code'), alias.at('message')],
      [400, 'INVALID_PARAMETER_VALUE', 'Registered model alias best not found.'],
    );
    assert.equal((await get(name, 'x')).at('message'), "Parameter 'version' must be an integer, got 'x'.");
  });

  it('is READY at once in stage None, its number text', async () => {
    const name = await createModel();
    const made = await createVersion(name, { description: 'd', run_link: 'l', tags: [{ key: 'k', value: 'v' }] });
    const shown = made.at('model_version') as Readonly<Record<string, unknown>>;
    const { creation_timestamp, last_updated_timestamp, ...rest } = shown;
    assert.equal(creation_timestamp, last_updated_timestamp);
    assert.deepEqual(rest, {
      name,
      version: '1',
      current_stage: 'None',
      description: 'd',
      source: 's3://bucket/model',
      status: 'READY',
      run_link: 'l',
      tags: [{ key: 'k', value: 'v' }],
      aliases: [],
    });
  });

  it('refuses reserved and odd aliases, and versions that are not there', async () => {
    const name = await createModel();
    await createVersion(name);
    const set = (alias: string, version = '1') =>
      door.call('POST', 'registered-models/alias', { name, alias, version });
    assert.equal((await set('LaTest')).at('message'), "'latest' alias name (case insensitive) is reserved.");
    assert.equal((await set('v3')).at('message'), "Version alias name 'v3' is reserved.");
    for (const bad of ['a b', 'a/b', 'ä', 'n'.repeat(256)]) assert.equal((await set(bad)).status, 400, bad);
    assert.equal((await set('fine_-1', '9')).status, 404);
    assert.equal((await door.call('DELETE', 'registered-models/alias', { name, alias: 'none' })).status, 200);
  });

  it('moves between stages in any case and archives the others only when asked', async () => {
    const name = await createModel();
    for (let number = 1; number <= 3; number += 1) await createVersion(name);
    const move = (version: string, stage: string, archive_existing_versions = false) =>
      door.call('POST', 'model-versions/transition-stage', { name, version, stage, archive_existing_versions });
    await move('1', 'production');
    await move('2', 'PRODUCTION');
    assert.equal((await get(name, '1')).at('model_version.current_stage'), 'Production');
    await move('3', 'Production', true);
    const stages = ['1', '2', '3'].map(async (version) => (await get(name, version)).at('model_version.current_stage'));
    assert.deepEqual(await Promise.all(stages), ['Archived', 'Archived', 'Production']);
    assert.equal(
      (await move('1', 'Foo')).at('message'),
      'Invalid Model Version stage: Foo. Value must be one of None, Staging, Production, Archived.',
    );
    for (const stage of ['None', 'Archived']) assert.equal((await move('1', stage, true)).status, 400);
    const latest = await door.call('GET', 'registered-models/get-latest-versions', {
      name,
      stages: ['archived', 'Staging'],
    });
    assert.deepEqual(latest.listAt('model_versions').length, 1);
    assert.equal(latest.at('model_versions.0.version'), '2');
    const all = await door.call('POST', 'registered-models/get-latest-versions', { name });
    assert.equal(all.listAt('model_versions').length, 2);
  });

  it('hides prompts from searches that do not ask for them, also behind the condition clients add', async () => {
    const plain = await createModel({ tags: [{ key: 'set', value: 'p' }] });
    const is_prompt = { key: 'mlflow.prompt.is_prompt', value: 'true' };
    const prompt = await createModel({ tags: [{ key: 'set', value: 'p' }, is_prompt] });
    const version = await createVersion(prompt, { source: 'dummy-source', tags: [is_prompt] });
    assert.equal(version.status, 200);
    const search = async (filter: string) => {
      const reply = await door.call('GET', 'registered-models/search', { filter });
      return reply.listAt('registered_models').map((_, index) => reply.at(`registered_models.${index}.name`));
    };
    assert.deepEqual(await search("tags.set = 'p'"), [plain]);
    assert.deepEqual(await search("tags.set = 'p' AND tag.`mlflow.prompt.is_prompt` != 'true'"), [plain]);
    assert.deepEqual(await search("tags.set = 'p' AND tag.`mlflow.prompt.is_prompt` = 'true'"), [prompt]);
  });

  it('searches versions by number, source and run, newest change first', async () => {
    const name = await createModel();
    for (let number = 1; number <= 3; number += 1) await createVersion(name, { run_id: `run-${number}` });
    const search = async (filter: string, more: object = {}) => {
      const reply = await door.call('GET', 'model-versions/search', {
        filter: `name = '${name}' AND ${filter}`,
        ...more,
      });
      return reply.listAt('model_versions').map((_, index) => reply.at(`model_versions.${index}.version`));
    };
    assert.deepEqual(await search("version_number >= 2 AND source_path LIKE 's3:%'", { order_by: 'version_number' }), [
      '2',
      '3',
    ]);
    assert.deepEqual(await search("run_id IN ('run-1', 'run-3')", { order_by: 'version_number DESC' }), ['3', '1']);
    const twice = await door.call('GET', 'model-versions/search', { order_by: ['name', 'name DESC'] });
    assert.equal(twice.status, 400);
  });

  it('orders versions that are equal otherwise by name and falling number', async () => {
    const name = await createModel();
    for (let number = 1; number <= 3; number += 1) await createVersion(name);
    await door.call('PATCH', 'model-versions/update', { name, version: '1', description: 'changed last' });
    const search = async (more: object) => {
      const reply = await door.call('GET', 'model-versions/search', { filter: `name = '${name}'`, ...more });
      return reply.listAt('model_versions').map((_, index) => reply.at(`model_versions.${index}.version`));
    };
    assert.deepEqual(await search({ order_by: 'name' }), ['3', '2', '1']);
    assert.equal((await search({}))[0], '1');
  });

  it('counts tags and aliases as no change of a model or a version', async () => {
    const name = await createModel();
    const created = await createVersion(name);
    const tag = { name, key: 'k', value: 'v' };
    await door.call('POST', 'registered-models/set-tag', tag);
    await door.call('POST', 'model-versions/set-tag', { ...tag, version: '1' });
    await door.call('POST', 'registered-models/alias', { name, alias: 'best', version: '1' });
    await door.call('DELETE', 'registered-models/delete-tag', { name, key: 'k' });
    await door.call('DELETE', 'model-versions/delete-tag', { name, version: '1', key: 'k' });
    await door.call('DELETE', 'registered-models/alias', { name, alias: 'best' });
    const model = await door.call('GET', 'registered-models/get', { name });
    for (const updated of [
      model.at('registered_model.last_updated_timestamp'),
      (await get(name, '1')).at('model_version.last_updated_timestamp'),
    ]) {
      assert.equal(updated, created.at('model_version.creation_timestamp'));
    }
  });

  it('holds the keys of registry tags to the rules of run tags', async () => {
    const name = await createModel();
    await createVersion(name);
    for (const key of ['a*b', '../a', 'a/']) {
      const tag = { key, value: '1' };
      for (const reply of [
        await door.call('POST', 'registered-models/set-tag', { name, ...tag }),
        await door.call('POST', 'model-versions/set-tag', { name, version: '1', ...tag }),
        await door.call('POST', 'registered-models/create', { name: `${name}-tagged`, tags: [tag] }),
        await createVersion(name, { tags: [tag] }),
      ]) {
        assert.equal(reply.status, 400, key);
        assert.match(reply.textAt('message'), /^Invalid value ".*" for parameter 'key' supplied: Names may/);
      }
    }
  });

  it('refuses a registry tag over 100,000 characters, and deletes absent tags silently', async () => {
    const name = await createModel();
    await createVersion(name);
    for (const [path, fields] of [
      ['registered-models', { name, key: 'k' }],
      ['model-versions', { name, version: '1', key: 'k' }],
    ] as const) {
      const value = 'v'.repeat(100_001);
      assert.equal((await door.call('POST', `${path}/set-tag`, { ...fields, value })).status, 400);
      assert.equal((await door.call('POST', `${path}/set-tag`, { ...fields, value: value.slice(1) })).status, 200);
      assert.equal((await door.call('DELETE', `${path}/delete-tag`, fields)).status, 200);
      assert.equal((await door.call('DELETE', `${path}/delete-tag`, fields)).status, 200);
    }
  });

  describe('sources', () => {
    let name: string;
    let run: string;
    let root: string;
    let model: string;

    before(async () => {
      name = await createModel();
      const created = await door.call('POST', 'runs/create', { experiment_id: '0' });
      run = created.textAt('run.info.run_id');
      root = created.textAt('run.info.artifact_uri');
      const logged = await door.call('POST', 'logged-models', { experiment_id: '0', source_run_id: run });
      model = logged.textAt('model.info.model_id');
    });

    const accepts = async (fields: object) => {
      const reply = await createVersion(name, fields);
      assert.equal(reply.status, 200, reply.bytes.toString());
      return reply;
    };
    const refuses = async (fields: object, message: RegExp) => {
      const reply = await createVersion(name, fields);
      assert.equal(reply.status, 400, reply.bytes.toString());
      assert.match(reply.textAt('message'), message);
    };
    const locate = async (version: unknown) =>
      (await door.call('GET', 'model-versions/get-download-uri', { name, version })).at('artifact_uri');

    it('takes a logged model that the request names, and notes the version on it once', async () => {
      const made = await accepts({ source: `models:/${model}`, model_id: model });
      const version = made.textAt('model_version.version');
      assert.equal(made.at('model_version.run_id'), run);
      assert.equal(await locate(version), `mlflow-artifacts:/0/models/${model}/artifacts`);
      const noted = `[{"name": "${name}", "version": ${version}}]`;
      const tags = async () => (await door.call('GET', `logged-models/${model}`)).at('model.info.tags');
      assert.deepEqual(await tags(), [{ key: 'mlflow.modelVersions', value: noted }]);
      // The 3.x client appends the same version itself, its number as text.
      const again = `${noted.slice(0, -1)}, {"name": "${name}", "version": "${version}"}]`;
      await door.call('PATCH', `logged-models/${model}/tags`, {
        tags: [{ key: 'mlflow.modelVersions', value: again }],
      });
      assert.deepEqual(await tags(), [{ key: 'mlflow.modelVersions', value: noted }]);
      await refuses({ source: `models:/${model}` }, /The model_id request parameter must identify the resource/);
      await refuses({ source: `models:/${model}`, model_id: 'm-other' }, /model_id request parameter/);
    });

    it('takes what lies inside the named run or logged model', async () => {
      await accepts({ source: `${root}/model`, run_id: run });
      await accepts({ source: `mlflow-artifacts:/0/models/${model}/artifacts`, model_id: model });
      const made = await accepts({ source: `runs:/${run}/model`, run_id: run });
      assert.equal(await locate(made.at('model_version.version')), `${root}/model`);
      const outside = /The run_id request parameter must identify the resource that contains the source\./;
      await refuses({ source: `${root}/model` }, outside);
      await refuses({ source: `${root}x/model`, run_id: run }, outside);
      await refuses({ source: `runs:/${run}/model` }, outside);
      await refuses({ source: `mlflow-artifacts:/0/other`, run_id: run }, outside);
    });

    it('copies another version, whose bytes it points at, without a note on its logged model', async () => {
      const noted = async () => (await door.call('GET', `logged-models/${model}`)).at('model.info.tags');
      const tags = await noted();
      const made = await accepts({ source: `models:/${name}/1` });
      assert.equal(made.at('model_version.source'), `models:/${name}/1`);
      assert.equal(await locate(made.at('model_version.version')), await locate('1'));
      assert.deepEqual(await noted(), tags);
      assert.equal((await createVersion(name, { source: `models:/${name}/99` })).status, 404);
      await refuses({ source: `models:/${name}/1`, run_id: 'other' }, /must match the referenced model version/);
    });

    it('refuses local paths outside the run, web addresses and ways out of a store', async () => {
      for (const source of ['/etc/passwd', 'file:///etc/passwd', 'relative/path']) {
        await refuses({ source, run_id: run }, /To use a local path as a model version source/);
      }
      for (const source of ['http://host/x', 'https://host/x'])
        await refuses({ source }, /^Invalid model version source: '/);
      for (const source of [
        's3://b/../x',
        's3://b/%2e%2e/x',
        's3://b/%25252e%25252e/x',
        's3://b/x%00',
        `${root}/../x`,
      ]) {
        await refuses({ source, run_id: run }, /^Invalid model version source: '/);
      }
      await accepts({ source: 'gs://bucket/a..b/model' });
    });
  });
});
