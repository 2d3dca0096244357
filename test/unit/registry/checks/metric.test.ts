import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MetricCheck } from '../../../../src/registry/checks/definitions';
import type { BaselineFacts, RunFacts } from '../../../../src/registry/checks/facts';
import { judgeMetric } from '../../../../src/registry/checks/metric';
import { latestPoint } from '../../../../src/registry/checks/points';
import { baseline, facts, holdout, point, run } from './facts';

const auc = (more: Partial<MetricCheck> = {}): MetricCheck => ({ id: 'auc', kind: 'metric', metric: 'auc', ...more });
const judge = (check: MetricCheck, candidate: RunFacts | null, against: BaselineFacts | null = null) =>
  judgeMetric(check, facts(candidate, { baseline: against })).result;

describe('a metric check', () => {
  it('judges the vectors of the contract', () => {
    const absolute = auc({ goal: 'max', vs_baseline: { min_delta: 0.001 } });
    assert.equal(judge(absolute, run({ auc: 0.8722 }), baseline(run({ auc: 0.8712 }))).status, 'pass');
    assert.equal(judge(absolute, run({ auc: 0.87219 }), baseline(run({ auc: 0.8712 }))).status, 'fail');
    const relative = auc({ metric: 'loss', goal: 'min', vs_baseline: { min_delta: 0.05, mode: 'rel' } });
    assert.equal(judge(relative, run({ loss: 114 }), baseline(run({ loss: 120 }))).status, 'pass');
    assert.equal(judge(relative, run({ loss: 114.1 }), baseline(run({ loss: 120 }))).status, 'fail');
  });

  it('lets a difference pass that float64 alone makes too small', () => {
    const check = auc({ vs_baseline: { min_delta: 0.1 } });
    assert.ok(0.3 - 0.2 < 0.1);
    assert.equal(judge(check, run({ auc: 0.3 }), baseline(run({ auc: 0.2 }))).status, 'pass');
    assert.equal(judge(auc({ at_least: 0.3 }), run({ auc: 0.3 - 1e-13 })).status, 'pass');
    assert.equal(judge(auc({ at_least: 0.3 }), run({ auc: 0.3 - 1e-11 })).status, 'fail');
  });

  it('says what was observed, required, compared with and where it is from', () => {
    const check = auc({ at_least: 0.85, vs_baseline: { min_delta: 0.001 } });
    const result = judge(check, run({ auc: 0.8722 }), baseline(run({ auc: 0.8712 })));
    assert.deepEqual(
      { ...result, message: '' },
      {
        id: 'auc',
        kind: 'metric',
        status: 'pass',
        severity: 'blocking',
        observed: 0.8722,
        required: '>= 0.85; >= baseline + 0.001',
        baseline: 0.8712,
        source: { kind: 'run', ref: 'run-1', sha256: null },
        message: '',
      },
    );
    const required = (more: Partial<MetricCheck>) => judge(auc(more), run({ auc: 1 })).required;
    assert.equal(required({ goal: 'min', vs_baseline: { min_delta: 5 } }), '<= baseline - 5');
    assert.equal(required({ goal: 'min', vs_baseline: { min_delta: -5 } }), '<= baseline + 5');
    assert.equal(required({ vs_baseline: { min_delta: -0.1, mode: 'rel' } }), '>= baseline - 0.1 * |baseline|');
    assert.equal(required({ at_most: 3, vs_baseline: {} }), '<= 3; >= baseline');
  });

  it('tolerates a loss by a negative difference, either way', () => {
    const max = auc({ vs_baseline: { min_delta: -0.01 } });
    assert.equal(judge(max, run({ auc: 0.79 }), baseline(run({ auc: 0.8 }))).status, 'pass');
    assert.equal(judge(max, run({ auc: 0.78 }), baseline(run({ auc: 0.8 }))).status, 'fail');
    const min = auc({ goal: 'min', vs_baseline: { min_delta: -1 } });
    assert.equal(judge(min, run({ auc: 11 }), baseline(run({ auc: 10 }))).status, 'pass');
    assert.equal(judge(min, run({ auc: 12 }), baseline(run({ auc: 10 }))).status, 'fail');
  });

  it('divides by the size of a negative baseline, and refuses to divide by 0', () => {
    const check = auc({ vs_baseline: { min_delta: 0.1, mode: 'rel' } });
    assert.equal(judge(check, run({ auc: -9 }), baseline(run({ auc: -10 }))).status, 'pass');
    assert.equal(judge(check, run({ auc: -11 }), baseline(run({ auc: -10 }))).status, 'fail');
    assert.equal(judge(check, run({ auc: 1 }), baseline(run({ auc: 0 }))).status, 'error');
  });

  it('cannot judge NaN and infinities, in candidate or baseline, as numbers or as the store keeps them', () => {
    const check = auc({ at_least: 0, vs_baseline: {}, on_missing: 'skip' });
    for (const value of [NaN, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE]) {
      assert.equal(judge(check, run({ auc: value }), baseline(run({ auc: 1 }))).status, 'error');
      assert.equal(judge(check, run({ auc: 1 }), baseline(run({ auc: value }))).status, 'error');
    }
    assert.equal(judge(check, run({ auc: NaN })).observed, 'NaN');
    assert.equal(judge(check, run({ auc: 1 }), baseline(run({ auc: -Infinity }))).baseline, '-Infinity');
  });

  it('lets no bound that is none pass', () => {
    for (const bound of [NaN, Infinity, -Infinity]) {
      assert.equal(judge(auc({ at_least: bound }), run({ auc: 1 })).status, 'error');
      assert.equal(
        judge(auc({ vs_baseline: { min_delta: bound } }), run({ auc: 1 }), baseline(run({ auc: 1 }))).status,
        'error',
      );
    }
    assert.equal(judge(auc(), run({ auc: 1 })).status, 'error');
  });

  it('takes an absent metric or run as the check says', () => {
    for (const [on_missing, status] of [
      [undefined, 'error'],
      ['warn', 'warn'],
      ['skip', 'skipped'],
    ] as const) {
      assert.equal(judge(auc({ at_least: 0, on_missing }), run({ AUC: 1 })).status, status);
      assert.equal(judge(auc({ at_least: 0, on_missing }), null).status, status);
    }
  });

  it('makes a warning of what fails or cannot be judged when it is advisory', () => {
    assert.equal(judge(auc({ at_least: 1, severity: 'advisory' }), run({ auc: 0 })).status, 'warn');
    assert.equal(judge(auc({ at_least: 1, severity: 'advisory' }), run({ auc: NaN })).status, 'warn');
    assert.equal(judge(auc({ at_least: 1, severity: 'advisory' }), null).status, 'warn');
  });

  it('without a version in Production skips the comparison and judges the bounds', () => {
    assert.equal(judge(auc({ vs_baseline: {} }), run({ auc: 1 })).status, 'skipped');
    assert.equal(judge(auc({ vs_baseline: {}, on_no_baseline: 'fail' }), run({ auc: 1 })).status, 'fail');
    assert.equal(judge(auc({ vs_baseline: {}, at_least: 0.5 }), run({ auc: 1 })).status, 'pass');
    assert.equal(judge(auc({ vs_baseline: {}, at_least: 2 }), run({ auc: 1 })).status, 'fail');
  });

  it('cannot judge against a version without the metric, whatever counts as missing', () => {
    const check = auc({ vs_baseline: {}, on_missing: 'skip', on_no_baseline: 'skip' });
    assert.equal(judge(check, run({ auc: 1 }), baseline(run())).status, 'error');
    assert.equal(judge(check, run({ auc: 1 }), baseline(null)).status, 'error');
  });

  it('compares values of the same data alone when asked to', () => {
    const check = auc({ vs_baseline: {}, same_dataset: true });
    const on = (dataset: typeof holdout | null) => run({ auc: [point(1, { dataset })] });
    const refused = (one: RunFacts, other: RunFacts) => {
      const result = judge(check, one, baseline(other));
      assert.equal(result.status, 'error');
      assert.match(result.message, /not comparable/);
    };
    assert.equal(judge(check, on(holdout), baseline(on({ ...holdout }))).status, 'pass');
    refused(on(holdout), on({ ...holdout, digest: 'd2' }));
    refused(on(holdout), on({ ...holdout, name: 'other' }));
    refused(on(holdout), on(null));
    refused(on(null), on(null));
    refused(on({ ...holdout, digest: '' }), on({ ...holdout, digest: '' }));
    const evaluated = run({ auc: 1 }, { datasets: [{ ...holdout, context: 'eval', uri: null }] });
    assert.equal(judge(check, evaluated, baseline(on(holdout))).status, 'pass');
    assert.equal(
      judge({ ...check, context: undefined, same_dataset: false }, on(holdout), baseline(on(null))).status,
      'pass',
    );
    const ambiguous = {
      ...evaluated,
      datasets: [...evaluated.datasets, { ...holdout, digest: 'd9', context: 'eval', uri: null }],
    };
    refused(ambiguous, on(holdout));
  });

  it('takes points of a dataset or of a context alone', () => {
    const points = [
      point(1, { dataset: holdout }),
      point(2, { step: 9 }),
      point(3, { step: 5, dataset: { name: 'b', digest: 'x' } }),
    ];
    const both = run({ auc: points }, { datasets: [{ ...holdout, context: 'eval', uri: null }] });
    assert.equal(judge(auc({ at_least: 0 }), both).observed, 2);
    assert.equal(judge(auc({ at_least: 0, dataset: 'b' }), both).observed, 3);
    assert.equal(judge(auc({ at_least: 0, context: 'eval' }), both).observed, 1);
    assert.equal(judge(auc({ at_least: 0, context: 'training' }), both).status, 'error');
  });

  it('reads the same inputs for the same reasons, whatever else was logged and when', () => {
    const check = auc({ at_least: 0.5, vs_baseline: {} });
    const read = (candidate: RunFacts) =>
      judgeMetric(check, facts(candidate, { baseline: baseline(run({ auc: 0.5 })) })).read;
    const first = read(run({ auc: 0.9 }));
    assert.deepEqual(read(run({ auc: [point(0.9, { timestamp: 7, step: 3 })], 'system/cpu': 1 })), first);
    assert.notDeepEqual(read(run({ auc: 0.91 })), first);
  });
});

describe('the latest point', () => {
  it('is of the greatest step, then timestamp, then value', () => {
    const points = [point(5), point(1, { step: 2 }), point(9, { step: 2, timestamp: -1 }), point(3, { step: 2 })];
    fc.assert(
      fc.property(fc.shuffledSubarray(points, { minLength: points.length }), (shuffled) => {
        assert.equal(latestPoint(shuffled)?.value, 3);
      }),
    );
    assert.equal(latestPoint([point(1, { step: 2n ** 60n }), point(2, { step: 7 })])?.value, 1);
  });

  it('is a NaN among equals, so that none hides behind a number', () => {
    assert.equal(latestPoint([point(NaN), point(1)])?.value, NaN);
    assert.equal(latestPoint([point(1), point(NaN)])?.value, NaN);
    assert.equal(latestPoint([point(1), point(NaN), point(2)])?.value, NaN);
  });
});
