import assert from 'node:assert/strict';
import type { LatencyCheck, SizeCheck } from '../../../../src/registry/checks/definitions';
import type { BaselineFacts, RunFacts } from '../../../../src/registry/checks/facts';
import { judgeLatency } from '../../../../src/registry/checks/latency';
import { quantile } from '../../../../src/registry/checks/numbers';
import { judgeSize } from '../../../../src/registry/checks/size';
import { baseline, facts, point, run } from './facts';

const samples = [12, 15.5, 11.2, 40.1, 13.3, 14.9, 12.7, 90.4, 13.1, 16];

describe('quantile', () => {
  it('interpolates as R type 7 does', () => {
    const sorted = samples.toSorted((a, b) => a - b);
    assert.ok(Math.abs(quantile(sorted, 0.95) - 67.765) < 1e-12);
    assert.ok(Math.abs(quantile(sorted, 0.5) - 14.1) < 1e-12);
    assert.deepEqual([quantile(sorted, 0), quantile(sorted, 1)], [11.2, 90.4]);
    assert.equal(quantile([7], 0.95), 7);
    assert.equal(quantile([], 0.5), NaN);
  });
});

describe('a latency check', () => {
  const sampled = (more: Partial<LatencyCheck> = {}): LatencyCheck => ({
    id: 'p95',
    kind: 'latency',
    samples: 'ms',
    at_most: 67.765,
    ...more,
  });
  const logged = (more: Partial<LatencyCheck> = {}) =>
    sampled({ samples: undefined, metric: 'p95_ms', at_most: 100, ...more });
  const judge = (check: LatencyCheck, candidate: RunFacts | null, against: BaselineFacts | null = null) =>
    judgeLatency(check, facts(candidate, { baseline: against })).result;
  const of = (values: readonly number[]) => run({ ms: values.map((value, step) => point(value, { step })) });

  it('takes the percentile of all samples, not the nearest one', () => {
    const result = judge(sampled(), of(samples));
    assert.deepEqual([result.status, result.required], ['pass', 'p95 <= 67.765 ms']);
    assert.ok(Math.abs(Number(result.observed) - 67.765) < 1e-12);
    assert.equal(judge(sampled({ at_most: 67.76 }), of(samples)).status, 'fail');
    assert.equal(judge(sampled({ percentile: 50, at_most: 14.1 }), of(samples)).status, 'pass');
  });

  it('cannot judge a sample that is NaN, infinite or negative', () => {
    for (const odd of [NaN, Infinity, Number.MAX_VALUE, -1]) {
      assert.equal(judge(sampled({ on_missing: 'skip' }), of([...samples, odd, 1])).status, 'error');
      assert.equal(judge(logged({ on_missing: 'skip' }), run({ p95_ms: odd })).status, 'error');
    }
    assert.equal(judge(sampled({ percentile: NaN }), of(samples)).status, 'error');
  });

  it('wants enough samples, counted or logged', () => {
    assert.equal(judge(sampled({ min_samples: 10 }), of(samples)).status, 'pass');
    assert.equal(judge(sampled({ min_samples: 11 }), of(samples)).status, 'fail');
    assert.equal(judge(logged({ min_samples: 50 }), run({ p95_ms: 9, p95_ms_n: 50 })).status, 'pass');
    assert.equal(judge(logged({ min_samples: 50 }), run({ p95_ms: 9, p95_ms_n: 49 })).status, 'fail');
    assert.equal(judge(logged({ min_samples: 50 }), run({ p95_ms: 9 })).status, 'error');
    assert.equal(judge(logged({ min_samples: 50 }), run({ p95_ms: 9, p95_ms_n: NaN })).status, 'error');
  });

  it('takes absent samples and metrics as the check says', () => {
    assert.equal(judge(sampled(), run()).status, 'error');
    assert.equal(judge(logged({ on_missing: 'warn' }), run()).status, 'warn');
    assert.equal(judge(sampled({ on_missing: 'skip' }), null).status, 'skipped');
  });

  it('minds other hardware than that of the version in Production', () => {
    const on = (hardware: string | null) => ({ ...of([1]), hardware });
    const judged = (same_hardware: LatencyCheck['same_hardware'], one: string | null, other: string | null) =>
      judge(sampled({ same_hardware }), on(one), baseline(on(other))).status;
    assert.equal(judged(undefined, 'a', 'a'), 'pass');
    assert.equal(judged(undefined, 'a', 'b'), 'warn');
    assert.equal(judged(undefined, 'a', null), 'warn');
    assert.equal(judged('fail', 'a', 'b'), 'fail');
    assert.equal(judged('fail', null, 'b'), 'error');
    assert.equal(judged('off', 'a', 'b'), 'pass');
    assert.equal(judge(sampled({ same_hardware: 'fail' }), on(null)).status, 'pass');
  });
});

describe('a size check', () => {
  const check: SizeCheck = { id: 'size', kind: 'size', at_most: 1000 };
  const judge = (sizeBytes: number | null) =>
    judgeSize({ ...check, on_missing: 'skip' }, { candidate: { ...facts(null).candidate, sizeBytes } }).result.status;

  it('compares the bytes of all files, and cannot judge a link of unknown size', () => {
    assert.deepEqual([judge(1000), judge(1001), judge(null)], ['pass', 'fail', 'error']);
  });
});
