import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { completeRunFilter } from '../../../src/runs/completion';
import { KeyUsage } from '../../../src/runs/keyUsage';
import { createRun, deleteRun, ensureExperiment, logBatch } from '../../../src/runs';
import { makeTestStore, type TestStore } from './testStore';

describe('keys that runs have', () => {
  let store: TestStore;
  beforeEach(() => (store = makeTestStore()));
  afterEach(() => store.close());

  function addRun(experimentId: string, params: Readonly<Record<string, string>>): string {
    const { id } = createRun(store.db, { experimentId, now: 1 });
    logBatch(store.db, { id, params: Object.entries(params).map(([key, value]) => ({ key, value })), now: 1 });
    return id;
  }

  it('are counted anew after every change of a small store', () => {
    const usage = new KeyUsage(store.db);
    const first = addRun('0', { lr: '1' });
    assert.deepEqual([...usage.read('parameter', null)], [['lr', 1]]);
    addRun('0', { lr: '2', depth: '3' });
    assert.deepEqual([...usage.read('parameter', null)].sort(), [
      ['depth', 1],
      ['lr', 2],
    ]);
    deleteRun(store.db, first, 2);
    assert.equal(usage.read('parameter', null).get('lr'), 1);
    assert.equal(usage.read('metric', null).size, 0);
  });

  it('are told for some experiments alone', () => {
    const other = ensureExperiment(store.db, { name: 'other', artifactRoot: '', now: 1 });
    addRun('0', { lr: '1' });
    addRun(other, { lr: '1', here: '1' });
    const usage = new KeyUsage(store.db);
    assert.deepEqual([...usage.read('parameter', ['0'])], [['lr', 1]]);
    assert.equal(usage.read('parameter', ['0', other]).get('lr'), 2);
    assert.equal(usage.read('parameter', ['77']).size, 0);
  });

  it('are counted behind the answer where counting takes long', async () => {
    for (let index = 0; index < 20; index += 1) addRun('0', { lr: '1', [`only${index}`]: '1' });
    const usage = new KeyUsage(store.db, { answerWithinMs: 0, sliceMs: 0 });
    const first = usage.read('parameter', null);
    assert.deepEqual([...first.keys()].sort(), ['lr', 'only19'], 'the newest run comes first');
    while ((usage.read('parameter', null).get('lr') ?? 0) < 20) await setImmediate();
    assert.equal(usage.read('parameter', null).size, 21);
  });

  it('wait no more when the store is closed', async () => {
    for (let index = 0; index < 5; index += 1) addRun('0', { lr: '1' });
    new KeyUsage(store.db, { answerWithinMs: 0, sliceMs: 0 }).read('parameter', null);
    store.db.close();
    await setImmediate();
    await setImmediate();
  });

  it('count for values too', () => {
    for (const model of ['forest', 'boost', 'forest']) addRun('0', { model });
    const text = 'params.model = ';
    const { items } = completeRunFilter(store.db, {
      text,
      caret: text.length,
      experimentIds: ['0'],
      context: { now: 1, head: null },
    });
    assert.deepEqual(
      items.map(({ label, detail }) => `${label} ${detail ?? ''}`),
      ["'forest' in 2 runs", "'boost' in 1 run"],
    );
  });
});
