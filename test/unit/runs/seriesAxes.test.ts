import assert from 'node:assert/strict';
import { createRun, logBatch, readSeriesMeans, readSeriesPoints, type MetricPoint } from '../../../src/runs';
import { makeTestStore, type TestStore } from './testStore';

type Logged = Partial<MetricPoint> & { readonly value: number };

describe('the axes of a chart', () => {
  let store: TestStore;

  beforeEach(() => {
    store = makeTestStore();
  });
  afterEach(() => store.close());

  function makeRun(logged: readonly Logged[], startTime = 0): string {
    const { id } = createRun(store.db, { experimentId: '0', startTime, now: 1 });
    for (let start = 0; start < logged.length; start += 1000) {
      const metrics = logged
        .slice(start, start + 1000)
        .map((point) => ({ key: 'loss', step: 0, timestamp: 0, ...point }));
      logBatch(store.db, { id, metrics, now: 1 });
    }
    return id;
  }

  const read = (id: string, query: Partial<Parameters<typeof readSeriesPoints>[1]>) =>
    readSeriesPoints(store.db, { id, metric: 'loss', x: 'step', points: 2000, ...query });

  describe('another metric', () => {
    const acc = (step: number, value: number, timestamp = 0): Logged => ({ key: 'acc', step, value, timestamp });

    it('joins by step, in the order of x, and counts steps that have no partner', async () => {
      const id = makeRun([
        ...[5, 4, 3, 2].map((value, step) => ({ step, value })),
        acc(0, 0.3),
        acc(1, 0.1),
        acc(2, NaN),
        acc(7, 0.9),
      ]);
      const { points, total, unpaired } = await read(id, { x: 'metric', xKey: 'acc' });
      assert.deepEqual([...points], [0.1, 4, 0.3, 5]);
      assert.deepEqual({ total, unpaired }, { total: 2, unpaired: 2 });
    });

    it('takes the point that was logged last where a step has several', async () => {
      const id = makeRun([
        { step: 1, value: 9, timestamp: 1 },
        { step: 1, value: 7, timestamp: 2 },
        acc(1, 0.8, 5),
        acc(1, 0.2, 3),
      ]);
      assert.deepEqual([...(await read(id, { x: 'metric', xKey: 'acc' })).points], [0.8, 7]);
    });

    it('keeps a NaN of its own as a break, and can be zoomed', async () => {
      const steps = Array.from({ length: 6 }, (_, step) => step);
      const id = makeRun(steps.flatMap((step) => [{ step, value: step === 3 ? NaN : step }, acc(step, step / 10)]));
      const { points, nan, total } = await read(id, { x: 'metric', xKey: 'acc', from: 0.2, to: 0.3 });
      assert.deepEqual([...points], [0.1, 1, 0.2, 2, 0.3, NaN, 0.4, 4]);
      assert.deepEqual({ nan, total }, { nan: 1, total: 2 });
    });

    it('that nobody logged leaves every step without a place', async () => {
      const id = makeRun([{ value: 1 }]);
      const { points, unpaired } = await read(id, { x: 'metric', xKey: 'nothing' });
      assert.deepEqual({ shown: points.length, unpaired }, { shown: 0, unpaired: 1 });
    });
  });

  describe('time, where clocks disagree', () => {
    it('orders points by it and counts those that ran back', async () => {
      const id = makeRun([
        { step: 0, value: 1, timestamp: 1000 },
        { step: 1, value: 2, timestamp: 5000 },
        { step: 2, value: 3, timestamp: 2000 },
      ]);
      const { points, backwards } = await read(id, { x: 'relative' });
      assert.deepEqual([...points], [1, 1, 2, 3, 5, 2]);
      assert.equal(backwards, 1);
      assert.equal((await read(id, { x: 'step' })).backwards, 0);
    });

    it('shows points from before the start with negative time', async () => {
      const id = makeRun([{ value: 1, timestamp: 4000 }], 10_000);
      assert.deepEqual([...(await read(id, { x: 'relative' })).points], [-6, 1]);
    });

    it('reads steps and times past what a double holds exactly', async () => {
      const huge = Array.from({ length: 9000 }, (_, index) => ({ step: 2 ** 60 + index, value: index }));
      const id = makeRun(huge.map((point) => ({ ...point, step: point.step, timestamp: point.value })));
      assert.ok((await read(id, { points: 100 })).points.length > 0);
    });
  });

  it('thins for a logarithmic axis so that its small x stay fine', async () => {
    const values = Array.from({ length: 20_000 }, (_, step) => ({ step, value: step % 7 }));
    const { points } = await read(makeRun(values), { points: 400, logX: true });
    const steps = [...points].filter((_, index) => index % 2 === 0);
    for (let step = 0; step <= 20; step += 1) assert.ok(steps.includes(step), `step ${step} is there`);
    assert.ok(steps.length < 1000);
  });

  it('reads no points of a run that was deleted meanwhile', async () => {
    assert.equal((await read('0'.repeat(32), {})).points.length, 0);
  });

  it('keeps infinities, which the store clamps, beside the extremes of their bucket', async () => {
    const id = makeRun(
      Array.from({ length: 10_000 }, (_, step) => ({
        step,
        value: step % 50 === 7 ? Infinity : step === 5003 ? 80 : 1,
      })),
    );
    const { points } = await read(id, { points: 200 });
    const values = [...points].filter((_, index) => index % 2 === 1);
    assert.ok(values.includes(Number.MAX_VALUE) && values.includes(80));
  });
});

describe('means of runs', () => {
  let store: TestStore;

  beforeEach(() => {
    store = makeTestStore();
  });
  afterEach(() => store.close());

  function makeRun(values: readonly number[], stride = 1): string {
    const { id } = createRun(store.db, { experimentId: '0', startTime: 0, now: 1 });
    const metrics = values.map((value, index) => ({ key: 'loss', value, step: index * stride, timestamp: index * 10 }));
    for (let start = 0; start < metrics.length; start += 1000) {
      logBatch(store.db, { id, metrics: metrics.slice(start, start + 1000), now: 1 });
    }
    return id;
  }

  const means = (ids: readonly string[], query: object = {}) =>
    readSeriesMeans(store.db, { ids, metric: 'loss', x: 'step', points: 100, ...query });

  it('stand at the steps themselves while there is a bucket for each', async () => {
    const [one, other] = await means([makeRun([1, 2, NaN, 4]), makeRun([10, 30], 2)]);
    assert.deepEqual([...(one?.points ?? [])], [0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4, 4]);
    assert.deepEqual([...(other?.points ?? [])], [0, 10, 10, 10, 2, 30, 30, 30]);
    assert.deepEqual([one?.total, one?.nan], [4, 1]);
  });

  it('are over the same buckets for all runs, with the extremes within each', async () => {
    const [one, other] = await means([makeRun(Array.from({ length: 400 }, (_, i) => i)), makeRun([5])], { points: 16 });
    // 400 steps in 16 buckets of 25 steps: the first holds 0 to 24.
    assert.deepEqual([...(one?.points ?? [])].slice(0, 8), [12, 12, 0, 24, 37, 37, 25, 49]);
    assert.deepEqual([...(other?.points ?? [])], [12, 5, 5, 5]);
  });

  it('of long series come from blocks and are as exact as half a block', async () => {
    const values = Array.from({ length: 60_000 }, (_, index) => index);
    values[31_000] = 1e9;
    const [one] = await means([makeRun(values)], { points: 100, rawPoints: 0 });
    const points = one?.points ?? new Float64Array();
    assert.equal(points.length / 4, 100);
    for (let at = 0; at < points.length; at += 4) {
      const [x = NaN, mean = NaN, , max = NaN] = points.subarray(at, at + 4);
      if (max < 1e9) assert.ok(Math.abs(mean - x) <= 32, `the mean at ${x} is ${mean}`);
    }
    assert.ok(points.includes(1e9), 'the extreme of a bucket is kept');
  });

  it('leave out what lies beyond a zoomed range', async () => {
    const [one] = await means([makeRun([1, 2, 3, 4, 5])], { from: 1, to: 2 });
    assert.deepEqual([...(one?.points ?? [])], [1, 2, 2, 2, 2, 3, 3, 3]);
  });

  it('of a run without the metric are none', async () => {
    const { id } = createRun(store.db, { experimentId: '0', startTime: 0, now: 1 });
    assert.equal((await means([id]))[0]?.points.length, 0);
  });
});
