import assert from 'node:assert/strict';
import type { RunRow } from '../../../../src/protocol/run';
import { RowCache } from '../../../../webview/table/rowCache';

function run(id: string, params: Readonly<Record<string, string>> = {}): RunRow {
  return {
    id,
    name: id,
    experiment: { id: '1', name: 'churn' },
    status: 'FINISHED',
    startedAt: null,
    endedAt: null,
    durationMs: null,
    user: 'ada',
    note: null,
    starred: false,
    deletedAt: null,
    parentId: null,
    children: 0,
    params: { ...params },
    metrics: {},
    tags: {},
    git: null,
  };
}

describe('rows that were read', () => {
  it('lack a column until it was read, though the run may have no value in it', () => {
    const rows = new RowCache();
    assert.deepEqual(rows.lacking(['a'], ['name']), ['a']);
    rows.put([run('a', { lr: '1' })], ['params.lr']);
    assert.deepEqual(rows.lacking(['a'], ['params.lr']), []);
    assert.deepEqual(rows.lacking(['a'], ['params.lr', 'params.depth']), ['a']);
    rows.put([run('a')], ['params.depth']);
    assert.deepEqual(rows.lacking(['a'], ['params.lr', 'params.depth']), []);
    assert.deepEqual(rows.get('a')?.params, { lr: '1' });
    assert.equal(rows.knows('a', 'params.depth'), true);
    assert.equal(rows.knows('a', 'params.seed'), false);
  });

  it('stay to be shown after they changed, and are read again whole', () => {
    const rows = new RowCache();
    rows.put([run('a', { lr: '1' }), run('b')], ['params.lr']);
    rows.spoil(['a']);
    assert.equal(rows.get('a')?.params['lr'], '1');
    assert.deepEqual(rows.lacking(['a', 'b'], ['params.lr']), ['a']);
    rows.put([run('a')], ['params.lr']);
    assert.deepEqual(rows.get('a')?.params, {});
    rows.spoil(null);
    assert.deepEqual(rows.lacking(['a', 'b'], []), ['a', 'b']);
  });

  it('are no more than the limit, those read last', () => {
    const rows = new RowCache(2);
    rows.put([run('a'), run('b')], []);
    rows.put([run('a'), run('c')], []);
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => rows.get(id) !== undefined),
      [true, false, true],
    );
    assert.equal(rows.sample(1).length, 1);
  });
});
