import assert from 'node:assert/strict';
import type { Comparison, RunRow } from '../../../../src/protocol/run';
import { sharedPrimary, type PrimaryMetric } from '../../../../webview/compare/primary';
import { judgeSpread, pooledDeviation, type Repeats } from '../../../../webview/compare/spread';
import { listed, summarise, type SummaryFacts } from '../../../../webview/compare/summary';
import { runRow } from './runRow';

const primary: PrimaryMetric = { key: 'acc', direction: 'max' };

function run(name: string, acc: number | 'NaN', params: Record<string, string> = {}): RunRow {
  return runRow(name, { params, metrics: { acc } });
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

/** Each setting's runs; they are one another's repeats. */
function repeatsOf(...settings: readonly (readonly RunRow[])[]): Repeats {
  const of = settings.flatMap((runs) => {
    const values = runs.map(({ id, metrics }) => ({ id, value: Number(metrics['acc']?.value) }));
    return runs.map((run) => [run.id, values] as const);
  });
  return { kind: 'ready', metric: 'acc', of: new Map(of) };
}

function sentences(facts: Omit<SummaryFacts, 'repeats'>): readonly string[] {
  return summarise({ ...facts, repeats: repeatsOf() }).map(({ sentence }) => sentence);
}

describe('the summary of a comparison', () => {
  it('names the best run and by how much, by the metric and direction that are set', () => {
    const runs = [run('a', 0.9), run('b', 0.945), run('c', 0.5)];
    const [best] = sentences({ runs, comparison: comparison([]), primary });
    assert.equal(best, 'b is best on acc (higher is better): 0.945, 0.045 (5 %) above a.');
    const [lowest] = sentences({ runs, comparison: comparison([]), primary: { key: 'acc', direction: 'min' } });
    assert.match(lowest ?? '', /^c is best on acc \(lower is better\)/);
  });

  it('calls none best without a primary metric, in a tie, or where values are not numbers', () => {
    const best = (runs: readonly RunRow[], metric: PrimaryMetric | null) =>
      sentences({ runs, comparison: comparison([]), primary: metric })[0];
    assert.match(best([run('a', 1), run('b', 2)], null) ?? '', /No primary metric is set/);
    assert.equal(best([run('a', 1), run('b', 1)], primary), 'a and b tie on acc (higher is better) with 1.');
    assert.match(best([run('a', 'NaN'), run('b', 1)], primary) ?? '', /^Only b has a value/);
  });

  it('says what differs, what does not, and what is not known', () => {
    const [, differences] = sentences({
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
    const [, differences] = sentences({
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

  it('judges chance by repeats, with the number of runs and the formula at hand', () => {
    const one = [run('a', 0.9), run('b', 0.902), run('c', 0.904)];
    const other = [run('d', 0.5), run('e', 0.502)];
    const judge = (runs: readonly RunRow[], repeats: Repeats) => judgeSpread(runs, { primary, repeats });
    const verdict = judge([run('a', 0.9), run('d', 0.5)], repeatsOf(one, other));
    // s = 0.001826 with 3 degrees of freedom: t = 3.182, so 3.182 · s · √(1/3 + 1/2) = 0.005304.
    assert.equal(
      verdict.sentence,
      'The difference of 0.401 between the settings of a (n = 3) and d (n = 2) exceeds the spread between repeats: up to 0.005304 is within chance (95 %).',
    );
    assert.match(verdict.detail ?? '', /n = 5 runs of 2 settings, ν = Σ\(n − 1\) = 3\. Limit = t\(0\.975, ν\)/);
    const near = judge([run('a', 0.9), run('d', 0.9)], repeatsOf(one, [run('d', 0.9)]));
    assert.match(near.sentence, / does not exceed the spread/);
  });

  it('says so when there are no repeats, when all are, and when they could not be read', () => {
    const [a, b] = [run('a', 0.9), run('b', 0.8)];
    const judge = (repeats: Repeats) => judgeSpread([a, b], { primary, repeats }).sentence;
    assert.match(judge(repeatsOf([a], [b])), /^No run was repeated with another seed/);
    assert.match(judge(repeatsOf([a, b])), /^All are repeats of one setting: 2 runs that differ only in the seed/);
    assert.match(judge({ kind: 'failed', error: new Error('gone') }), /could not be read \(gone\)/);
    assert.match(judge({ kind: 'ready', metric: 'other', of: new Map() }), /^Reading/);
    assert.match(judgeSpread([a, b], { primary: null, repeats: repeatsOf() }).sentence, /^Without a primary metric/);
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
