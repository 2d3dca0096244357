import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countOutside,
  countUndrawable,
  padded,
  percentile,
  yExtent,
} from '../../../../../webview/shared/charts/extent';
import { keyAction, pannedBy, zoomedBy } from '../../../../../webview/shared/charts/keyboard';
import { nearestPoint, readLines } from '../../../../../webview/shared/charts/nearest';
import { smooth } from '../../../../../webview/shared/charts/smoothing';
import { clockStep, relativeLabel, timeTicks, wallLabel } from '../../../../../webview/shared/charts/ticks';
import type { ChartLine } from '../../../../../webview/shared/charts/lines';

function values(points: Float64Array): number[] {
  return [...points].filter((_, index) => index % 2 === 1);
}

function line(name: string, points: readonly number[]): ChartLine {
  return {
    id: name,
    name,
    colour: { index: 0, dash: 0, marker: 0 },
    points: Float64Array.from(points),
    total: points.length / 2,
    nan: 0,
    backwards: 0,
    unpaired: 0,
    band: null,
    smoothed: null,
  };
}

describe('smoothing', () => {
  it('weighs as TensorBoard does, without the bias of the start', () => {
    const smoothed = values(smooth(Float64Array.of(0, 1, 1, 2, 2, 4), 0.5));
    // s₁ = 0.5 / 0.5, s₂ = 1.25 / 0.75, s₃ = 2.625 / 0.875
    assert.deepEqual(smoothed, [1, 1.25 / 0.75, 3]);
  });

  it('leaves a constant line as it is, however strong', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 200 }), (weight, count) => {
        const points = Float64Array.from({ length: count * 2 }, (_, index) => (index % 2 === 0 ? index : 3));
        for (const value of values(smooth(points, weight))) assert.ok(Math.abs(value - 3) < 1e-9);
      }),
    );
  });

  it('keeps a NaN where it was and goes on after it', () => {
    const smoothed = values(smooth(Float64Array.of(0, 1, 1, NaN, 2, 1), 0.9));
    assert.ok(Number.isNaN(smoothed[1]));
    assert.ok(Math.abs((smoothed[2] ?? NaN) - 1) < 1e-12);
  });
});

describe('the range of an axis', () => {
  const plain = { within: null, log: false, ignoreOutliers: false };

  it('covers every finite value, and counts what lies outside the 5–95 % range', () => {
    const points = Float64Array.from({ length: 202 }, (_, index) =>
      index % 2 === 0 ? index : index === 101 ? 1e6 : index,
    );
    assert.equal(yExtent([points], plain)?.max, 1e6);
    const most = yExtent([points], { ...plain, ignoreOutliers: true });
    assert.ok(most !== null && most.max < 250);
    assert.equal(countOutside([points], null, most), 10);
  });

  it('looks at the visible part only', () => {
    const points = Float64Array.of(0, 100, 1, 2, 2, 3);
    assert.deepEqual(yExtent([points], { ...plain, within: { min: 1, max: 2 } }), { min: 2, max: 3 });
  });

  it('leaves out infinities, as the store clamps them too, and holds the largest doubles', () => {
    const points = Float64Array.of(0, 1, 1, Infinity, 2, -Number.MAX_VALUE, 3, 1e308, 4, -1e308);
    const extent = yExtent([points], plain);
    assert.deepEqual(extent, { min: -1e308, max: 1e308 });
    const { min, max } = padded(extent, false);
    assert.ok(Number.isFinite(max - min) && max > min);
  });

  it('is never empty', () => {
    assert.deepEqual(padded({ min: 0, max: 0 }, false), { min: -1, max: 1 });
    const { min, max } = padded({ min: 5, max: 5 }, true);
    assert.ok(min > 0 && min < 5 && max > 5);
  });

  it('takes percentiles between order statistics', () => {
    assert.equal(percentile(Float64Array.of(1, 2, 3, 4), 0.5), 2.5);
  });

  it('counts what a log axis cannot show, each point once', () => {
    const points = [Float64Array.of(0, 1, 1, 0, 2, -1, 3, 5, -4, -4)];
    assert.deepEqual(countUndrawable(points, { logX: true, logY: true }), { x: 2, y: 2 });
    assert.deepEqual(countUndrawable(points, { logX: false, logY: false }), { x: 0, y: 0 });
  });
});

describe('reading a place on the x axis', () => {
  it('finds the nearest point as a search through all would', () => {
    const steps = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(steps, fc.integer({ min: -100, max: 1100 }), (unsorted, x) => {
        const xs = unsorted.toSorted((one, other) => one - other);
        const found = nearestPoint(Float64Array.from(xs.flatMap((step) => [step, 0])), x);
        const best = Math.min(...xs.map((step) => Math.abs(step - x)));
        assert.equal(Math.abs((xs[found ?? -1] ?? NaN) - x), best);
      }),
    );
  });

  it('lists the runs nearest to the pointer first and leaves out lines that end far away', () => {
    const lines = [line('low', [0, 1, 10, 1]), line('high', [0, 9, 10, 9]), line('short', [0, 5])];
    const readings = readLines({ lines, x: { min: 0, max: 20 } }, { x: 10, distance: (y) => Math.abs(y - 8) });
    assert.deepEqual(
      readings.map((reading) => reading.line.name),
      ['high', 'low'],
    );
  });

  it('puts a NaN last', () => {
    const lines = [line('nan', [0, NaN]), line('far', [0, 100])];
    const readings = readLines({ lines, x: { min: 0, max: 20 } }, { x: 0, distance: (y) => Math.abs(y) });
    assert.deepEqual(
      readings.map((reading) => reading.line.name),
      ['far', 'nan'],
    );
  });
});

describe('ticks of time', () => {
  it('steps as clocks do', () => {
    assert.equal(clockStep(100, 5), 30);
    assert.equal(clockStep(3 * 3600, 5), 3600);
    assert.equal(clockStep(0.004, 5), 0.001);
    assert.deepEqual(timeTicks({ min: 5, max: 130 }, 5, 'relative'), [30, 60, 90, 120]);
  });

  it('name the day at midnight', () => {
    const midnight = new Date(2026, 10, 25).getTime();
    assert.match(wallLabel(midnight, 86_400_000), /25/);
    assert.match(wallLabel(midnight + 3_600_000, 86_400_000), /01:00/);
  });

  it('bear with clocks that no calendar has', () => {
    assert.equal(wallLabel(9e18, 1000), '9e18');
    assert.ok(timeTicks({ min: 9e18, max: 9e18 + 4096 }, 5, 'wall').length <= 15);
    assert.ok(timeTicks({ min: -1e300, max: 1e300 }, 5, 'relative').length <= 15);
  });

  it('reads seconds in two units at most', () => {
    assert.equal(relativeLabel(45), '45 s');
    assert.equal(relativeLabel(5400), '1 h 30 m');
    assert.equal(relativeLabel(-60), '−1 m');
  });
});

describe('the keys of a chart', () => {
  const press = (key: string, held: object = {}) =>
    keyAction({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

  it('pan with Shift, and leave what others need', () => {
    assert.deepEqual(press('ArrowLeft'), { kind: 'step', by: -1 });
    assert.deepEqual(press('ArrowLeft', { shiftKey: true }), { kind: 'pan', x: -0.25, y: 0 });
    assert.deepEqual(press('?', { shiftKey: true }), { kind: 'keys' });
    assert.equal(press('f', { ctrlKey: true }), null);
    assert.equal(press('ArrowDown'), null);
    assert.equal(press('Tab'), null);
  });

  it('pan by a share of what is visible, on a log axis by a factor', () => {
    assert.deepEqual(pannedBy({ min: 0, max: 8 }, 0.25, false), { min: 2, max: 10 });
    const { min, max } = pannedBy({ min: 1, max: 10_000 }, 0.25, true);
    assert.ok(Math.abs(min - 10) < 1e-9 && Math.abs(max - 100_000) < 1e-6);
  });
});

describe('zooming by keys', () => {
  it('keeps the middle, in factors on a log axis', () => {
    assert.deepEqual(zoomedBy({ min: 0, max: 8 }, 0.5, false), { min: 2, max: 6 });
    const { min, max } = zoomedBy({ min: 1, max: 10_000 }, 0.5, true);
    assert.ok(Math.abs(min - 10) < 1e-9 && Math.abs(max - 1000) < 1e-9);
  });
});
