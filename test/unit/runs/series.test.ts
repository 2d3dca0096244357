import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRun, logBatch, readSeriesPoints, type MetricPoint, type RunInfo } from '../../../src/runs';
import { createBuckets } from '../../../src/runs/series/buckets';
import { createDownsampler } from '../../../src/runs/series/downsample';
import { makeTestStore, type TestStore } from './testStore';

describe('points of a chart', () => {
  let store: TestStore;
  let run: RunInfo;

  beforeEach(() => {
    store = makeTestStore();
    run = createRun(store.db, { experimentId: '0', startTime: 0, now: 1 });
  });

  afterEach(() => store.close());

  function log(values: readonly number[], from = 0): void {
    const points = values.map((value, index): MetricPoint => ({
      key: 'loss',
      value,
      step: from + index,
      timestamp: (from + index) * 10,
    }));
    for (let start = 0; start < points.length; start += 1000) {
      logBatch(store.db, { id: run.id, metrics: points.slice(start, start + 1000), now: 1 });
    }
  }

  const read = (query: Partial<Parameters<typeof readSeriesPoints>[1]> = {}) =>
    readSeriesPoints(store.db, { id: run.id, metric: 'loss', x: 'step', points: 2000, ...query });

  it('are all of them while a chart can show all', async () => {
    log([3, NaN, 1]);
    const { points, total, nan } = await read();
    assert.deepEqual([...points], [0, 3, 1, NaN, 2, 1]);
    assert.deepEqual({ total, nan }, { total: 3, nan: 1 });
  });

  it('keep a spike of one point among 100,000, whole and in every zoom around it', async () => {
    const values = Array.from({ length: 100_000 }, (_, index) => Math.sin(index / 500));
    values[61_803] = 1e6;
    log(values);
    for (const range of [{}, { from: 0, to: 99_999 }, { from: 60_000, to: 70_000 }, { from: 61_700, to: 61_900 }]) {
      const { points, total } = await read(range);
      const at = points.indexOf(1e6);
      assert.equal(points[at - 1], 61_803, JSON.stringify(range));
      assert.ok(points.length / 2 <= 3100, `${points.length / 2} points`);
      const { from = 0, to = 99_999 } = range;
      assert.equal(total, to - from + 1);
    }
  });

  it('mark a NaN among many points where the line breaks', async () => {
    const values = Array.from({ length: 50_000 }, (_, index) => index);
    values[25_000] = NaN;
    log(values);
    const { points, nan } = await read();
    assert.equal(nan, 1);
    const at = points.findIndex((value) => Number.isNaN(value));
    assert.equal(points[at - 1], 25_000);
  });

  it('grow with the run after they were summed up', async () => {
    log(Array.from({ length: 20_000 }, () => 0));
    await read();
    log([7, 7, 7], 20_000);
    const { points, total } = await read();
    assert.equal(total, 20_003);
    assert.equal(points.at(-1), 7);
    assert.equal(points.at(-2), 20_002);
  });

  it('follow points that come in out of order', async () => {
    log(
      Array.from({ length: 20_000 }, () => 0),
      10_000,
    );
    await read();
    log([5], 3);
    const { points, total } = await read();
    assert.equal(total, 20_001);
    assert.deepEqual([...points.slice(0, 2)], [3, 5]);
  });

  it('lie on the time axes when asked', async () => {
    log([1, 2]);
    assert.deepEqual([...(await read({ x: 'relative' })).points], [0, 1, 0.01, 2]);
    assert.deepEqual([...(await read({ x: 'wall' })).points], [0, 1, 10, 2]);
  });

  it('have the neighbours of a zoomed range, so that lines reach its edges', async () => {
    log([0, 1, 2, 3, 4, 5]);
    const { points, total } = await read({ from: 2, to: 3 });
    assert.deepEqual([...points], [1, 1, 2, 2, 3, 3, 4, 4]);
    assert.equal(total, 2);
  });

  it('of a metric nobody logged are none', async () => {
    assert.equal((await read({ metric: 'nothing' })).points.length, 0);
  });

  it('say the same thinned from blocks as from raw points: every extreme of any range is there', async () => {
    const values = Array.from({ length: 30_000 }, (_, index) => Math.cos(index * 12.9898) * 43_758.5453 - index);
    log(values);
    await fc.assert(
      fc.asyncProperty(fc.nat(29_000), fc.integer({ min: 10, max: 1000 }), async (from, length) => {
        const to = Math.min(29_999, from + length * 29);
        const { points } = await read({ from, to, points: 200 });
        const inside = [...points].filter((_, index) => index % 2 === 1);
        const range = values.slice(from, to + 1);
        assert.ok(inside.includes(Math.max(...range)));
        assert.ok(inside.includes(Math.min(...range)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a downsampler', () => {
  it('keeps smallest and largest of every bucket, compared with a brute-force oracle', () => {
    const point = fc.record({ x: fc.nat(1000), y: fc.oneof(fc.double({ noNaN: false }), fc.constant(NaN)) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (raw, buckets) => {
        const points = raw.filter(({ y }) => Number.isNaN(y) || Number.isFinite(y)).sort((a, b) => a.x - b.x);
        const sampler = createDownsampler(createBuckets({ from: 0, to: 1000, count: buckets }));
        for (const { x, y } of points) sampler.add(x, y);
        const kept = sampler.finish();
        const out = Array.from({ length: kept.length / 2 }, (_, index) => ({
          x: kept[index * 2]!,
          y: kept[index * 2 + 1]!,
        }));
        assert.ok(out.every(({ x }, index) => index === 0 || out[index - 1]!.x <= x));
        for (let bucket = 0; bucket < buckets; bucket += 1) {
          const of = (list: readonly { x: number; y: number }[]) =>
            list
              .filter(({ x }) => Math.min(buckets - 1, Math.floor(x / (1000 / buckets))) === bucket)
              .map(({ y }) => y);
          const [all, some] = [of(points), of(out)];
          const finite = all.filter((y) => !Number.isNaN(y));
          assert.equal(some.some(Number.isNaN), all.some(Number.isNaN));
          if (finite.length === 0) continue;
          assert.ok(some.includes(Math.min(...finite)) && some.includes(Math.max(...finite)));
          // The first and the last point of all come on top.
          assert.ok(some.length <= 5);
        }
      }),
    );
  });
});
