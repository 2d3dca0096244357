import assert from 'node:assert/strict';
import {
  createExperiment,
  deleteRun,
  readRunInfo,
  updateRun,
  writeRunCode,
  logBatch,
  createRun,
} from '../../../../src/runs';
import { readRepeats } from '../../../../src/runs/repeats';
import { isSeedName } from '../../../../src/protocol/seedName';
import type { Db } from '../../../../src/store';
import { makeTestStore, type TestStore } from '../testStore';

interface Draft {
  readonly params?: Readonly<Record<string, string>>;
  readonly loss?: number;
  readonly experimentId?: string;
  readonly tree?: string | null;
  readonly script?: string;
}

const signal = new AbortController().signal;

describe('repeats of a run', () => {
  let store: TestStore;
  let db: Db;

  beforeEach(() => {
    store = makeTestStore();
    db = store.db;
  });
  afterEach(() => store.close());

  const record = (
    id: string,
    { params = {}, loss = 1, experimentId = '0', tree = 't', script = 'train.py' }: Draft,
  ): void => {
    createRun(db, { id, experimentId, now: 1 });
    logBatch(db, {
      id,
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
      metrics: [{ key: 'loss', value: loss, timestamp: 1, step: 0 }],
      tags: [{ key: 'mlflow.source.name', value: script }],
      now: 1,
    });
    setCode(id, { tree, dirty: false });
    updateRun(db, { id, status: 'FINISHED', endTime: 2, now: 2 });
  };
  const setCode = (id: string, code: { readonly tree: string | null; readonly dirty: boolean }): void => {
    const rest = {
      branch: null,
      repository: null,
      prefix: '',
      snapshot: null,
      files: [],
      leftOut: [],
      data: [],
      problem: null,
    };
    writeRunCode(db, readRunInfo(db, id).row, { ...rest, ...code, commit: 'c' });
  };
  const repeatsOf = async (id: string): Promise<readonly string[]> => {
    const [found] = await readRepeats(db, { ids: [id], metric: 'loss' }, signal);
    return (found?.repeats ?? []).map((each) => each.id);
  };

  it('are the runs with equal params but for the seed', async () => {
    record('a', { params: { seed: '1', lr: '0.1' }, loss: 3 });
    record('b', { params: { seed: '2', lr: '0.1' }, loss: 4 });
    record('c', { params: { seed: '1', lr: '0.2' } });
    record('d', { params: { lr: '0.1' }, loss: 5 });
    record('e', { params: { lr: '0.1', depth: '3' } });
    assert.deepEqual(await readRepeats(db, { ids: ['a', 'c'], metric: 'loss' }, signal), [
      {
        id: 'a',
        repeats: [
          { id: 'a', value: 3 },
          { id: 'b', value: 4 },
          { id: 'd', value: 5 },
        ],
      },
      { id: 'c', repeats: [{ id: 'c', value: 1 }] },
    ]);
  });

  it('keep keys and values apart whatever characters they have', async () => {
    record('a', { params: { x: '1,y=2' } });
    record('b', { params: { x: '1', y: '2' } });
    record('c', { params: { x: '1\'`"😀' } });
    assert.deepEqual(await repeatsOf('a'), ['a']);
    assert.deepEqual(await repeatsOf('c'), ['c']);
  });

  it('are of the same experiment, code and script', async () => {
    const other = createExperiment(db, { name: 'other', artifactRoot: 'a', now: 1 });
    record('a', {});
    record('b', { experimentId: other });
    record('c', { tree: 'u' });
    record('d', { script: 'evaluate.py' });
    record('e', {});
    assert.deepEqual(await repeatsOf('a'), ['a', 'e']);
  });

  it('are none of a run whose uncommitted changes nobody knows', async () => {
    for (const id of ['a', 'b']) {
      record(id, {});
      setCode(id, { tree: null, dirty: true });
    }
    assert.deepEqual(await repeatsOf('a'), ['a']);
  });

  it('leave out runs that did not finish, are in the Trash or have no finite value', async () => {
    record('a', {});
    for (const id of ['failed', 'trashed', 'b']) record(id, {});
    record('nan', { loss: NaN });
    record('infinite', { loss: Infinity });
    updateRun(db, { id: 'failed', status: 'FAILED', now: 3 });
    deleteRun(db, 'trashed', 3);
    assert.deepEqual(await repeatsOf('a'), ['a', 'b']);
    assert.deepEqual(await repeatsOf('failed'), ['a', 'failed', 'b']);
    assert.deepEqual(await readRepeats(db, { ids: ['nobody'], metric: 'loss' }, signal), []);
  });
});

describe('a param that names a seed', () => {
  for (const key of [
    'seed',
    'SEED',
    'random_state',
    'randomState',
    'random_seed',
    'np_seed',
    'model.seed',
    'model/random_state',
    'trainer.seed_everything',
    'torchSeed',
    'data-seed',
  ]) {
    it(`is ${key}`, () => assert.ok(isSeedName(key)));
  }
  for (const key of ['seeds', 'birdseed', 'state', 'seed.count', 'reseeded', 'lr', '']) {
    it(`is not '${key}'`, () => assert.ok(!isSeedName(key)));
  }
});
