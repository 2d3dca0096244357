import assert from 'node:assert/strict';
import { plainOptions, type ChartOptions } from '../../../../../webview/shared/chartOptions';
import { captionsOf } from '../../../../../webview/shared/charts/describe';
import { everything, pictureOf, type LineSource } from '../../../../../webview/shared/charts/lines';
import { parseLimits } from '../../../../../webview/shared/charts/yLimits';

const parse = (min: string, max: string, log = false) => parseLimits({ min, max }, log);

function source(points: readonly number[], part: Partial<LineSource> = {}): LineSource {
  return {
    id: 'a',
    name: 'a',
    colour: { index: 0, dash: 0, marker: 0 },
    points: Float64Array.from(points),
    total: points.length / 2,
    nan: 0,
    backwards: 0,
    unpaired: 0,
    band: null,
    ...part,
  };
}

function picture(points: readonly number[], options: Partial<ChartOptions>, part: Partial<LineSource> = {}) {
  return pictureOf([source(points, part)], {
    metric: 'loss',
    options: { ...plainOptions, ...options },
    zoom: everything,
  });
}

describe('a Y range that is typed in', () => {
  it('may leave an end to the values, or both', () => {
    assert.deepEqual(parse('0,5', ' 1e3 '), { limits: { min: 0.5, max: 1000 }, problem: null });
    assert.deepEqual(parse('', '−2'), { limits: { min: null, max: -2 }, problem: null });
    assert.deepEqual(parse('', ''), { limits: null, problem: null });
  });

  it('is refused with a sentence that says what to do', () => {
    assert.match(parse('abc', '').problem ?? '', /“abc” is no number: write one such as/);
    assert.match(parse('Infinity', '').problem ?? '', /is no number/);
    assert.match(parse('5', '3').problem ?? '', /5 is not below 3/);
    assert.match(parse('0', '3', true).problem ?? '', /logarithmic/);
  });

  it('wins over the values, and what lies outside is counted', () => {
    const { y, outside } = picture([0, 1, 1, 5, 2, 9], { yLimits: { loss: { min: 0, max: 6 } } });
    assert.deepEqual(y, { min: 0, max: 6 });
    assert.equal(outside, 1);
  });

  it('with one end beyond all values still is a range', () => {
    const { y } = picture([0, 1, 1, 5], { yLimits: { loss: { min: 50, max: null } } });
    assert.ok(y.min === 50 && y.max > 50);
  });

  it('stays of no effect where a log axis cannot show it', () => {
    const { y } = picture([0, 1, 1, 5], { logY: true, yLimits: { loss: { min: -1, max: 10 } } });
    assert.ok(y.min > 0 && y.max === 10);
  });
});

describe('what a chart says below', () => {
  const now = 1000;
  const says = (points: readonly number[], options: Partial<ChartOptions>, part: Partial<LineSource> = {}) =>
    captionsOf(picture(points, options, part), now).join(' · ');

  it('names clocks that disagree', () => {
    assert.match(says([-5, 1, 3, 2], { x: 'relative' }), /1 line begins before the run's start/);
    assert.match(says([5, 1, 2000, 2], { x: 'wall' }), /1 line ends in the future/);
    assert.match(says([5, 1], { x: 'wall' }, { backwards: 3 }), /3 points timed before an earlier step/);
    assert.equal(says([-5, 1], { x: 'step' }), '');
  });

  it('counts infinities, steps without a partner and thinned points', () => {
    assert.match(says([0, Infinity, 1, 1], {}), /1 infinite value beyond the edge/);
    assert.match(says([0, 1], { x: 'metric', xKey: 'acc' }, { unpaired: 2 }), /2 steps without acc left out/);
    assert.match(says([0, 1], {}, { total: 90_000 }), /Showing 1 of 90,000 points, extremes kept/);
  });

  it('says what a band is', () => {
    const band = { runs: 2, low: Float64Array.of(0, 1), high: Float64Array.of(0, 3) };
    assert.match(says([0, 2], { groupBy: 'x' }, { band }), /band: smallest to largest value/);
    assert.match(says([0, 2], { groupBy: 'x', band: 'interval' }, { band }), /band: 95 % interval of the mean/);
  });
});
