import assert from 'node:assert/strict';
import type { Comparison, RunRow } from '../../../../src/protocol/run';
import {
  listed,
  pooledDeviation,
  sharedPrimary,
  summarise,
  type PrimaryMetric,
} from '../../../../webview/compare/summary';

const primary: PrimaryMetric = { key: 'acc', direction: 'max' };

function run(name: string, acc: number | 'NaN', params: Record<string, string> = {}): RunRow {
  return {
    id: name,
    name,
    experiment: { id: '1', name: 'churn' },
    status: 'FINISHED',
    startedAt: null,
    endedAt: null,
    durationMs: null,
    user: '',
    note: null,
    starred: false,
    deletedAt: null,
    parentId: null,
    children: 0,
    params,
    metrics: { acc: { value: acc, step: 0, at: '', min: null, max: null, count: 1 } },
    tags: {},
    git: null,
  };
}

type Row = Pick<Comparison['rows'][number], 'group' | 'key' | 'values'>;

function comparison(rows: readonly Row[]): Comparison {
  return {
    base: '',
    runs: [],
    rows: rows.map((row) => ({
      ...row,
      differs: new Set(row.values).size > 1,
      direction: null,
      best: null,
      delta: null,
    })),
  };
}

describe('the summary of a comparison', () => {
  it('names the best run and by how much, by the metric and direction that are set', () => {
    const runs = [run('a', 0.9), run('b', 0.945), run('c', 0.5)];
    const [best] = summarise({ runs, comparison: comparison([]), primary });
    assert.equal(best, 'b is best on acc (higher is better): 0.945, 0.045 (5 %) above a.');
    const [lowest] = summarise({ runs, comparison: comparison([]), primary: { key: 'acc', direction: 'min' } });
    assert.match(lowest ?? '', /^c is best on acc \(lower is better\)/);
  });

  it('calls none best without a primary metric, in a tie, or where values are not numbers', () => {
    const best = (runs: readonly RunRow[], metric: PrimaryMetric | null) =>
      summarise({ runs, comparison: comparison([]), primary: metric })[0];
    assert.match(best([run('a', 1), run('b', 2)], null) ?? '', /No primary metric is set/);
    assert.equal(best([run('a', 1), run('b', 1)], primary), 'a and b tie on acc (higher is better) with 1.');
    assert.match(best([run('a', 'NaN'), run('b', 1)], primary) ?? '', /^Only b has a value/);
  });

  it('says what differs, what does not, and what is not known', () => {
    const [, differences] = summarise({
      runs: [run('a', 1), run('b', 2)],
      comparison: comparison([
        { group: 'param', key: 'lr', values: ['1', '2'] },
        { group: 'git', key: 'tree', values: ['t', 't'] },
        { group: 'data', key: 'raw', values: ['x', 'y'] },
        { group: 'environment', key: 'python', values: ['3.12', null] },
      ]),
      primary,
    });
    assert.equal(
      differences,
      'They differ in 1 param (lr) and data (raw), not in code. The environment of 1 run is not known.',
    );
  });

  it('takes a run without params to differ from one that has some', () => {
    const [, differences] = summarise({
      runs: [run('a', 1), run('b', 2)],
      comparison: comparison([
        { group: 'param', key: 'lr', values: [null, '2'] },
        { group: 'git', key: 'tree', values: ['t', 't'] },
        { group: 'environment', key: 'python', values: ['3', '3'] },
      ]),
      primary,
    });
    assert.equal(differences, 'They differ in 1 param (lr), not in code or environment.');
  });

  it('judges chance only by repeats that differ in nothing but the seed', () => {
    const spread = (runs: readonly RunRow[]) => summarise({ runs, comparison: comparison([]), primary })[2];
    assert.match(spread([run('a', 0.9, { lr: '1' }), run('b', 0.8, { lr: '2' })]) ?? '', /No run was repeated/);
    const repeats = [run('a', 0.9, { lr: '1', seed: '1' }), run('b', 0.902, { lr: '1', seed: '2' })];
    assert.match(spread(repeats) ?? '', /^All are repeats/);
    assert.match(spread([...repeats, run('c', 0.5, { lr: '2', seed: '1' })]) ?? '', / exceeds twice the spread/);
    assert.match(
      spread([...repeats, run('c', 0.9, { lr: '2', seed: '1' })]) ?? '',
      / does not exceed twice the spread/,
    );
  });

  it('pools deviations within groups', () => {
    assert.equal(
      pooledDeviation([
        [1, 3],
        [10, 12],
      ]),
      Math.SQRT2,
    );
  });

  it('takes a primary metric only when all experiments share it', () => {
    const runs = [run('a', 1), { ...run('b', 2), experiment: { id: '2', name: 'fraud' } }];
    assert.deepEqual(
      sharedPrimary(runs, [
        { id: '1', primaryMetric: primary },
        { id: '2', primaryMetric: primary },
      ]),
      primary,
    );
    assert.equal(
      sharedPrimary(runs, [
        { id: '1', primaryMetric: primary },
        { id: '2', primaryMetric: null },
      ]),
      null,
    );
  });

  it('lists words as people do', () => {
    assert.equal(listed(['a']), 'a');
    assert.equal(listed(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});
