import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rpc, rpcPrefix, type RpcName, type RpcParams, type RpcResult } from '../../../../src/protocol/rpc';
import { createExperiment, createRun, deleteRun, logBatch } from '../../../../src/runs';
import { startTracker, type Tracker } from '../../../../src/tracker/start';

describe('the questions of the run table', () => {
  let folder: string;
  let tracker: Tracker;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-table-'));
    tracker = await startTracker({ folder, token: null });
    const { db } = tracker.services;
    const other = createExperiment(db, { name: 'other', artifactRoot: 'mlflow-artifacts:', now: 1 });
    record('a', { lr: '10', seed: '1', acc: 0.5 });
    record('b', { lr: '9', seed: '1', acc: 0.75 });
    record('c', { lr: '9', seed: '2', acc: 1 });
    record('d', { lr: '1', acc: NaN, experimentId: other });
    record('e', { lr: '1' });
    deleteRun(db, 'e', 9);
  });

  after(async () => {
    await tracker.close();
    await rm(folder, { recursive: true, force: true });
  });

  let started = 0;
  const record = (
    id: string,
    { experimentId = '0', acc, ...params }: { lr: string; seed?: string; acc?: number; experimentId?: string },
  ): void => {
    const { db } = tracker.services;
    createRun(db, { id, name: `run ${id}`, experimentId, startTime: (started += 1), now: 1 });
    logBatch(db, {
      id,
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
      metrics: acc === undefined ? [] : [{ key: 'acc', value: acc, timestamp: 1, step: 0 }],
      now: 1,
    });
  };

  const post = (name: RpcName, params: object): Promise<Response> =>
    fetch(`${tracker.url}${rpcPrefix}/rpc/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(params),
    });
  const ask = async <Name extends RpcName>(name: Name, params: RpcParams<Name>): Promise<RpcResult<Name>> => {
    const response = await post(name, params);
    assert.equal(response.status, 200);
    return rpc[name].result.parse(await response.json()) as RpcResult<Name>;
  };

  it('give every run outside the Trash, newest first', async () => {
    assert.deepEqual(await ask('runs/table', {}), { ids: ['d', 'c', 'b', 'a'], total: 4, groups: null });
  });

  it('give the runs that match, in the asked order', async () => {
    const sort = [{ column: 'params.lr', descending: true }];
    const { ids } = await ask('runs/table', { experimentIds: ['0'], filter: 'metrics.acc < 0.9', sort });
    assert.deepEqual(ids, ['a', 'b']);
    assert.deepEqual((await ask('runs/table', { view: 'deleted' })).ids, ['e']);
    assert.deepEqual((await ask('runs/table', { ids: ['d', 'a', 'x'], experimentIds: ['0'] })).ids, ['d', 'a']);
  });

  it('leave out runs that are gone for good where that is wanted, and fail otherwise', async () => {
    const rows = await ask('runs/rows', { ids: ['a', 'gone', 'b'], skipMissing: true });
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['a', 'b'],
    );
    const refused = await post('runs/rows', { ids: ['a', 'gone'] });
    assert.match(await refused.text(), /RUN_NOT_FOUND/);
  });

  it('leave the rows as they are', async () => {
    const include = { params: ['lr'], metrics: ['acc'], tags: [] };
    const read = async () =>
      (await ask('runs/rows', { ids: ['a', 'd'], include })).map(({ params, metrics }) => [params, metrics]);
    const before = await read();
    assert.deepEqual(before[0]?.[0], { lr: '10' });
    await ask('runs/columns', {});
    await ask('runs/differing', {});
    await ask('runs/table', { group: 'seed', aggregate: ['metrics.acc'] });
    assert.deepEqual(await read(), before);
  });

  it('fold runs that differ in the seed alone', async () => {
    const { ids, groups } = await ask('runs/table', { group: 'seed', aggregate: ['metrics.acc'] });
    assert.deepEqual(ids, ['d', 'c', 'b', 'a']);
    assert.deepEqual(
      groups?.map(({ label, start, count, cells }) => [label, start, count, cells[0]?.mean]),
      [
        ['run d', 0, 1, undefined],
        ['2 runs of run c', 1, 2, 0.875],
        ['run a', 3, 1, 0.5],
      ],
    );
  });

  it('name the columns, those that differ, and the extremes of metrics', async () => {
    const { runs, columns, total } = await ask('runs/columns', { find: 'params' });
    assert.deepEqual([runs, total], [4, 2]);
    assert.deepEqual(columns, [
      { column: 'params.lr', runs: 4 },
      { column: 'params.seed', runs: 3 },
    ]);
    const shown = ['experiment', 'params.lr', 'params.seed'];
    const differing = await ask('runs/differing', { ids: ['b', 'c'], columns: shown });
    assert.deepEqual(differing, { columns: ['params.seed'] });
    assert.deepEqual(await ask('runs/extremes', { columns: ['metrics.acc'] }), [
      { column: 'metrics.acc', min: 0.5, max: 1 },
    ]);
  });

  it('are refused with one sentence when they make no sense', async () => {
    const refused = async (name: RpcName, params: object): Promise<string> => {
      const response = await post(name, params);
      assert.equal(response.status, 400);
      return ((await response.json()) as { readonly error: { readonly code: string } }).error.code;
    };
    assert.equal(await refused('runs/table', { filter: 'metrics.acc >' }), 'INVALID_VALUE');
    assert.equal(await refused('runs/table', { sort: [{ column: 'lr', descending: true }] }), 'INVALID_VALUE');
    assert.equal(await refused('runs/table', { group: 'colour' }), 'INVALID_VALUE');
    assert.equal(await refused('runs/extremes', { columns: ['acc'] }), 'INVALID_VALUE');
    // The folder has no Git commit, however HEAD is written.
    assert.equal(await refused('runs/table', { filter: 'git.commit = head' }), 'INVALID_VALUE');
  });
});
