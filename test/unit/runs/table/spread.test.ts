import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Spread } from '../../../../src/runs/table/spread';
import { studentT95 } from '../../../../src/protocol/student';

/** Made by studentT95.py. */
const known = JSON.parse(readFileSync('test/unit/runs/table/studentT95.json', 'utf8')) as [number, number][];

describe("the 95 % quantile of Student's t", () => {
  for (const [df, expected] of known) {
    it(`is SciPy's with ${df} degrees of freedom`, () => {
      assert.ok(Math.abs(studentT95(df) - expected) / expected < 1e-10, `${studentT95(df)} is not ${expected}`);
    });
  }
});

describe('a spread', () => {
  const spreadOf = (...values: readonly number[]) => {
    const spread = new Spread();
    for (const value of values) spread.add(value);
    return spread.toCell('metrics.acc');
  };

  it('has mean, sample deviation and the half width of the 95 % interval', () => {
    const cell = spreadOf(0.8, 0.82, 0.9);
    assert.ok(cell);
    assert.equal(cell.count, 3);
    assert.ok(Math.abs(cell.mean - 0.84) < 1e-15);
    assert.ok(Math.abs((cell.deviation ?? 0) - 0.052915026221291815) < 1e-15);
    // scipy.stats.t.interval(0.95, 2, loc=0.84, scale=scipy.stats.sem(values))[1] - 0.84
    assert.ok(Math.abs((cell.interval ?? 0) - 0.13144824) < 1e-7);
    assert.deepEqual([cell.min, cell.max], [0.8, 0.9]);
  });

  it('keeps the small differences of large numbers', () => {
    assert.equal(spreadOf(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)?.deviation, Math.sqrt(30));
  });

  it('says nothing of the spread of one number, and nothing of none', () => {
    assert.deepEqual(spreadOf(2), {
      column: 'metrics.acc',
      count: 1,
      mean: 2,
      deviation: null,
      interval: null,
      min: 2,
      max: 2,
    });
    assert.equal(spreadOf(), null);
  });

  it('leaves out what is too large for a number', () => {
    assert.equal(spreadOf(1.7e308, -1.7e308, 1.7e308), null);
    assert.equal(spreadOf(1e200, -1e200)?.deviation, null);
  });
});
