import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  fairnessMeasures,
  type FairnessCheck,
  type FairnessMeasure,
} from '../../../../src/registry/checks/definitions';
import { judgeFairness } from '../../../../src/registry/checks/fairness';
import { measureFairness } from '../../../../src/registry/checks/fairnessMeasures';
import type { GroupCounts } from '../../../../src/registry/checks/groupCounts';
import { facts, file, run } from './facts';

function group(region: string, [tp, fp, tn, fn]: readonly [number, number, number, number]): GroupCounts {
  return { group: { region }, n: tp + fp + tn + fn, tp, fp, tn, fn };
}
const vector = [group('north', [18, 6, 30, 6]), group('south', [12, 9, 33, 12]), group('west', [20, 4, 20, 4])];

const check = (more: Partial<FairnessCheck> = {}): FairnessCheck => ({
  id: 'fair',
  kind: 'fairness',
  measure: 'demographic_parity_difference',
  at_most: 0.2,
  ...more,
});
function judge(more: Partial<FairnessCheck>, groups: readonly unknown[] | string) {
  const text = typeof groups === 'string' ? groups : JSON.stringify({ groups });
  return judgeFairness(check(more), facts(null, { files: new Map([['fairness.json', file(text)]]) })).result;
}

describe('fairness measures', () => {
  it('have the values of the vector', () => {
    const measured = (measure: FairnessMeasure, more: Partial<FairnessCheck> = {}) => {
      const found = measureFairness(vector, { measure, ...more });
      return 'value' in found ? found.value.toFixed(7) : found.undefined;
    };
    assert.equal(measured('demographic_parity_difference'), '0.1818182');
    assert.equal(measured('demographic_parity_difference', { method: 'to_overall' }), '0.1034483');
    assert.equal(measured('demographic_parity_ratio'), '0.6363636');
    assert.equal(measured('equalized_odds_difference'), '0.3333333');
    assert.equal(measured('equalized_odds_difference', { agg: 'mean' }), '0.1904762');
    assert.equal(measured('equal_opportunity_difference'), '0.3333333');
  });

  it("are Fairlearn's on groups that have all rates", () => {
    interface Measured extends Pick<FairnessCheck, 'measure' | 'method' | 'agg'> {
      value: number;
    }
    const cases = JSON.parse(readFileSync('test/fixtures/fairness/fairlearn.json', 'utf8')) as {
      groups: GroupCounts[];
      measures: Measured[];
    }[];
    let compared = 0;
    for (const { groups, measures } of cases) {
      for (const { value, ...options } of measures) {
        const found = measureFairness(groups, options);
        assert.ok('value' in found && Math.abs(found.value - value) < 1e-9, `${JSON.stringify(options)} ${value}`);
        compared += 1;
      }
    }
    assert.equal(compared, cases.length * 14);
  });

  it('are undefined, naming the group, where a rate has no denominator', () => {
    const noPositives = [...vector, group('east', [0, 5, 40, 0])];
    const noNegatives = [...vector, group('east', [30, 0, 0, 10])];
    for (const measure of fairnessMeasures) {
      const isOdds = measure.startsWith('equal');
      const found = measureFairness(noPositives, { measure });
      assert.equal('undefined' in found, isOdds);
      if ('undefined' in found) assert.match(found.undefined, /region=east has no positives/);
      assert.equal('undefined' in measureFairness(noNegatives, { measure }), measure.startsWith('equalized'));
    }
  });

  it('of ratios are undefined where nobody is selected', () => {
    const none = [group('a', [0, 0, 30, 10]), group('b', [0, 0, 20, 20])];
    assert.ok('undefined' in measureFairness(none, { measure: 'demographic_parity_ratio' }));
    assert.ok('undefined' in measureFairness(none, { measure: 'equalized_odds_ratio' }));
    assert.deepEqual(measureFairness(none, { measure: 'demographic_parity_difference' }), { value: 0 });
  });
});

describe('a fairness check', () => {
  it('judges by the counts file', () => {
    const result = judge({}, vector);
    assert.deepEqual([result.status, result.source?.ref], ['pass', 'fairness.json']);
    assert.equal(judge({ at_most: 0.18 }, vector).status, 'fail');
    assert.equal(
      judge({ measure: 'demographic_parity_ratio', at_most: undefined, at_least: 0.8 }, vector).status,
      'fail',
    );
    assert.equal(
      judge({ measure: 'equalized_odds_difference' }, [...vector, group('x', [0, 30, 30, 0])]).status,
      'error',
    );
    assert.equal(judge({ at_most: undefined }, vector).status, 'error');
  });

  it('never drops a small group: it cannot be judged, and names it', () => {
    const small = judge({}, [...vector, group('east', [9, 5, 10, 5])]);
    assert.equal(small.status, 'error');
    assert.match(small.message, /region=east \(29\)/);
    assert.equal(judge({ min_group_n: 10, at_most: 1 }, [...vector, group('east', [9, 5, 10, 5])]).status, 'pass');
    assert.equal(judge({ min_group_n: 0 }, [...vector, group('east', [0, 0, 0, 0])]).status, 'error');
  });

  it('cannot judge one group, wrong sums, or counts that are none', () => {
    assert.equal(judge({}, [vector[0]]).status, 'error');
    assert.equal(judge({}, []).status, 'error');
    assert.match(judge({}, [{ ...vector[0], n: 61 }, vector[1]]).message, /n of group region=north is not the sum/);
    for (const tp of [-1, 1.5, null, '18', 1e300]) {
      assert.equal(judge({ on_missing: 'skip' }, [{ ...vector[0], tp }, vector[1]]).status, 'error');
    }
    for (const text of ['', '{"groups":NaN}', '[]', '{"groups":[{"group":"north"}]}']) {
      assert.equal(judge({ on_missing: 'skip' }, text).status, 'error');
    }
  });

  it('adds up groups by the attributes it is asked about, and refuses those that lack one', () => {
    const split = vector.flatMap((one) => {
      const half = { n: one.n / 2, tp: one.tp / 2, fp: 0, tn: 0, fn: one.fn / 2 };
      const rest = one.fp + one.tn;
      const f = { ...half, n: half.tp + half.fn + rest, fp: one.fp, tn: one.tn };
      return [
        { ...f, group: { region: one.group['region'], sex: 'f' } },
        { ...half, n: half.tp + half.fn, group: { region: one.group['region'], sex: 'm' } },
      ];
    });
    assert.equal(judge({ sensitive: ['region'] }, split).observed, judge({}, vector).observed);
    assert.equal(judge({ sensitive: ['age'] }, vector).status, 'error');
    assert.equal(judge({}, [...vector, { ...vector[0], group: { region: 'north', sex: 'f' } }]).status, 'error');
    assert.match(judge({}, [...vector, vector[0]]).message, /region=north is there twice/);
    assert.match(judge({ sensitive: ['region'] }, [...vector, vector[0]]).message, /twice/);
  });

  it('takes an absent file as the check says', () => {
    const absent = (on_missing?: 'warn' | 'skip') => judgeFairness(check({ on_missing }), facts(null)).result.status;
    assert.deepEqual([absent(), absent('warn'), absent('skip')], ['error', 'warn', 'skipped']);
  });

  it('judges a logged measure, but no NaN', () => {
    const scalar = (value: number) =>
      judgeFairness(check({ metric: 'dpd', on_missing: 'skip' }), facts(run({ dpd: value }))).result.status;
    assert.deepEqual([scalar(0.2), scalar(0.3), scalar(NaN), scalar(Infinity)], ['pass', 'fail', 'error', 'error']);
    assert.equal(judgeFairness(check({ metric: 'dpd' }), facts(run())).result.status, 'error');
  });
});
