import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  allColumns,
  numberAt,
  placeOf,
  startAxes,
  ticksOf,
  toAxis,
} from '../../../../../webview/compare/relations/axes';
import { niceTicks } from '../../../../../webview/compare/niceTicks';
import { runRow } from '../runRow';

const runs = [
  runRow('a', { params: { lr: '0.1', opt: 'adam', depth: '4' }, metrics: { acc: 0.9, 'system/cpu': 3 } }),
  runRow('b', { params: { lr: '1e-3', opt: 'sgd', depth: '4' }, metrics: { acc: 'NaN' } }),
  runRow('c', { params: { opt: '7' }, metrics: { acc: 0.7 } }),
];

describe('an axis of a plot', () => {
  it('places params that are numbers wherever they are known as numbers, and counts who lacks one', () => {
    const lr = toAxis('params.lr', runs);
    assert.deepEqual([lr.kind, lr.values, lr.min, lr.max, lr.missing], ['number', [0.1, 0.001, null], 0.001, 0.1, 1]);
  });

  it('places a column of texts and numbers as texts, each once', () => {
    const opt = toAxis('params.opt', runs);
    assert.deepEqual([opt.kind, opt.texts, opt.canLog], ['text', ['7', 'adam', 'sgd'], false]);
    assert.deepEqual(
      opt.texts.map((text) => placeOf(opt, text)),
      [0, 0.5, 1],
    );
  });

  it('counts a metric that is not a finite number as missing', () => {
    const acc = toAxis('metrics.acc', runs);
    assert.deepEqual([acc.values, acc.missing], [[0.9, null, 0.7], 1]);
    assert.equal(placeOf(acc, null), null);
  });

  it('is logarithmic only where every number is above zero', () => {
    const lr = toAxis('params.lr', runs, true);
    assert.equal(lr.log, true);
    assert.ok(Math.abs((placeOf(lr, 0.01) ?? 0) - 0.5) < 1e-12);
    const withZero = [...runs, runRow('d', { params: { lr: '0' } })];
    assert.equal(toAxis('params.lr', withZero, true).log, false);
  });

  it('finds the number at the place of a number', () => {
    const number = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 6 }), fc.boolean(), (values, log) => {
        const rows = values.map((value, index) => runRow(String(index), { metrics: { m: value } }));
        const axis = toAxis('metrics.m', rows, log);
        if (axis.min === axis.max) return;
        for (const value of values) {
          const place = placeOf(axis, value) ?? NaN;
          assert.ok(place >= -1e-9 && place <= 1 + 1e-9);
          assert.ok(Math.abs(numberAt(axis, place) - value) <= Math.abs(value) * 1e-6 + (axis.max - axis.min) * 1e-9);
        }
      }),
    );
  });

  it('puts a lone value in the middle and marks it', () => {
    const depth = toAxis('params.depth', runs);
    assert.equal(placeOf(depth, 4), 0.5);
    assert.deepEqual(ticksOf(depth), [{ place: 0.5, text: '4' }]);
    assert.deepEqual(ticksOf(toAxis('params.none', runs)), []);
  });

  it('has marks at round numbers within its range', () => {
    assert.deepEqual(niceTicks({ min: 0.13, max: 1.02, log: false }, 5), [0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(niceTicks({ min: 0.0005, max: 20, log: true }, 5), [0.001, 0.01, 0.1, 1, 10]);
    assert.deepEqual(niceTicks({ min: 2, max: 7, log: true }, 5), [2, 7]);
  });
});

describe('the axes a comparison starts with', () => {
  it('are the params that differ and the primary metric', () => {
    assert.deepEqual(startAxes(runs, { key: 'acc', direction: 'max' }), [
      'params.depth',
      'params.lr',
      'params.opt',
      'metrics.acc',
    ]);
    assert.deepEqual(startAxes(runs.slice(0, 2), null), [
      'params.lr',
      'params.opt',
      'metrics.acc',
      'metrics.system/cpu',
    ]);
  });

  it("offer every column, the machine's metrics last", () => {
    assert.deepEqual(allColumns(runs).at(-1), 'metrics.system/cpu');
  });
});
