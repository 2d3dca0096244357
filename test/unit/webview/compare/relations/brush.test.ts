import assert from 'node:assert/strict';
import { toAxis } from '../../../../../webview/compare/relations/axes';
import {
  brushBetween,
  brushOf,
  brushText,
  selectedRuns,
  stretchesOf,
} from '../../../../../webview/compare/relations/brush';
import { describeBrushes, describePlot } from '../../../../../webview/compare/relations/describe';
import { withChange } from '../../../../../webview/compare/relations/relationChange';
import { runRow } from '../runRow';

const runs = [
  runRow('a', { params: { lr: '0.1', opt: 'adam' }, metrics: { acc: 0.9 } }),
  runRow('b', { params: { lr: '0.01', opt: 'sgd' }, metrics: { acc: 0.8 } }),
  runRow('c', { params: { lr: '0.001', opt: 'adam' } }),
];
const lr = toAxis('params.lr', runs, true);
const opt = toAxis('params.opt', runs);
const acc = toAxis('metrics.acc', runs);

describe('a brush', () => {
  it('chooses the runs that all brushed axes take, and none that lacks a value', () => {
    assert.equal(selectedRuns([lr, opt, acc], {}), null);
    const brushes = { 'params.opt': { texts: ['adam'] }, 'metrics.acc': { min: null, max: null } };
    assert.deepEqual(selectedRuns([lr, opt], brushes), [true, false, true]);
    assert.deepEqual(selectedRuns([lr, opt, acc], brushes), [true, false, false]);
  });

  it('acts on shown axes alone, and never on one of another kind', () => {
    assert.equal(selectedRuns([lr], { 'params.opt': { texts: ['adam'] } }), null);
    assert.equal(brushOf(opt, { 'params.opt': { min: 0, max: 1 } }), null);
  });

  it('is a range between two places of an axis, open beyond its ends', () => {
    assert.deepEqual(brushBetween(lr, 0.75, 0.25), { min: 0.00316228, max: 0.0316228 });
    assert.deepEqual(brushBetween(lr, 0.5, 1.2), { min: 0.01, max: null });
    assert.deepEqual(brushBetween(opt, -0.1, 0.1), { texts: ['adam'] });
    assert.equal(brushBetween(opt, 0.3, 0.6), null);
  });

  it('stands where it chooses, also when its numbers lie beyond the axis', () => {
    assert.deepEqual(stretchesOf(lr, { min: 0.01, max: null }), [[0.5, 1]]);
    assert.deepEqual(stretchesOf(lr, { min: -3, max: 50 }), [[0, 1]]);
    assert.equal(stretchesOf(opt, { texts: ['adam', 'gone'] }).length, 1);
  });

  it('is said in words', () => {
    assert.equal(brushText({ min: 0.001, max: 0.01 }), '0.001 to 0.01');
    assert.equal(brushText({ min: 3, max: null }), 'at least 3');
    assert.equal(describeBrushes([lr, opt], { 'params.opt': { texts: ['adam'] } }), 'params.opt adam');
  });

  it('is set and taken away by columns', () => {
    const before = { 'params.opt': { texts: ['adam'] } };
    assert.deepEqual(withChange(before, { 'params.opt': null, 'params.lr': { min: 1, max: null } }), {
      'params.lr': { min: 1, max: null },
    });
  });
});

describe('a plot in words', () => {
  it('names axes, runs without a value and the selected', () => {
    assert.equal(
      describePlot('parallel', [lr, acc], { runs: 3, selected: [true, false, false] }),
      'Parallel coordinates of 3 runs over 2 axes: params.lr and metrics.acc. No value: 1 run in metrics.acc. 1 run selected.',
    );
    assert.equal(
      describePlot('scatter', [lr, opt], { runs: 3, selected: null }),
      'params.opt against params.lr for 3 runs.',
    );
  });
});
