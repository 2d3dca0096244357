import assert from 'node:assert/strict';
import { openDoor, type Door } from './door';

describe('MLflow experiments', () => {
  let door: Door;
  before(async () => (door = await openDoor()));
  after(() => door.close());

  let count = 0;
  const create = (fields: object = {}) =>
    door.call('POST', 'experiments/create', { name: `experiment-${(count += 1)}`, ...fields });

  it('refuses artifact locations that no file could be found by', async () => {
    for (const [location, message] of [
      ['s3://bucket/a#b', "'artifact_location' URL can't include fragments or params."],
      ['runs:/0/a', "Artifact location cannot be a runs:/ URI. Given: 'runs:/0/a'"],
    ]) {
      const refused = await create({ artifact_location: location });
      assert.deepEqual([refused.status, refused.at('message')], [400, message]);
    }
    assert.equal((await create({ artifact_location: `/${'a'.repeat(2048)}` })).status, 400);
    assert.equal((await create({ artifact_location: 's3://bucket/a?version=1' })).status, 200);
  });

  it('holds tag keys to the rules of other names, also when an experiment is made', async () => {
    const experiment_id = (await create()).textAt('experiment_id');
    const set = (key: string) =>
      door.call('POST', 'experiments/set-experiment-tag', { experiment_id, key, value: '1' });
    for (const key of ['a*b', '../a', '/a', '.', 'a/', 'k'.repeat(251)]) {
      assert.equal((await set(key)).status, 400, key);
      assert.equal((await create({ tags: [{ key, value: '1' }] })).status, 400, key);
    }
    assert.equal((await set('größe: a/b.c-d_e')).status, 200);
    assert.match((await set('a*b')).textAt('message'), /^Invalid value "a\*b" for parameter 'key' supplied: Names may/);
  });

  it('writes nothing to an experiment in the Trash, its tags included', async () => {
    const experiment_id = (await create({ tags: [{ key: 'k', value: '1' }] })).textAt('experiment_id');
    await door.call('POST', 'experiments/delete', { experiment_id });
    const refused = await door.call('POST', 'experiments/delete-experiment-tag', { experiment_id, key: 'k' });
    assert.equal(refused.status, 400);
    assert.match(refused.textAt('message'), /must be in the 'active' state\. Current state is deleted\.$/);
    const renamed = await door.call('POST', 'experiments/update', { experiment_id, new_name: 'other' });
    assert.deepEqual([renamed.status, renamed.at('message')], [400, 'Cannot rename a non-active experiment.']);
  });

  it('finds experiments by id, and orders them by it as numbers', async () => {
    for (let made = 0; made < 10; made += 1) await create();
    const search = async (fields: object) => {
      const reply = await door.call('POST', 'experiments/search', fields);
      return reply.listAt('experiments').map((each) => (each as { readonly experiment_id: string }).experiment_id);
    };
    assert.deepEqual(await search({ filter: "experiment_id = '1'" }), ['1']);
    assert.deepEqual(await search({ filter: "experiment_id IN ('10', '2')", order_by: ['experiment_id'] }), [
      '2',
      '10',
    ]);
    assert.equal((await search({ filter: "experiment_id != '1'" })).includes('1'), false);
  });

  it('says how far a page may reach', async () => {
    const message = async (max_results: number) =>
      (await door.call('POST', 'experiments/search', { max_results })).textAt('message');
    const start = "for parameter 'max_results' supplied. It must be";
    assert.equal(await message(0), `Invalid value 0 ${start} a positive integer`);
    assert.equal(await message(50_001), `Invalid value 50001 ${start} at most 50000`);
  });
});
