import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRun, logBatch, readSeriesPoints, type MetricPoint } from '../../../src/runs';
import { makeTestStore, type TestStore } from './testStore';

/** As `series/blocks.ts` has it. */
const blockSize = 64;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Sample {
  readonly points: readonly MetricPoint[];
  /** The points in the order of the store, as a chart sees them. */
  readonly sorted: readonly Point[];
}

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
  { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
);

const clamp = (y: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, y));
const isFinite = (y: number): boolean => Math.abs(y) < Number.MAX_VALUE;

function toSample(steps: readonly number[], values: readonly number[]): Sample {
  // The same (step, time, value) is one point: the time tells equal ones apart.
  const points = steps.map((step, index) => ({ key: 'loss', step, timestamp: index, value: values[index] ?? 0 }));
  const sorted = points
    .toSorted((a, b) => a.step - b.step || a.timestamp - b.timestamp)
    .map(({ step, value: y }) => ({ x: step, y: clamp(y) }));
  return { points, sorted };
}

/** Short series with steps that repeat, leave gaps, are negative and come in any order. */
const short = fc
  .array(fc.tuple(fc.integer({ min: -200, max: 200 }), value), { minLength: 1, maxLength: 400 })
  .map((pairs) =>
    toSample(
      pairs.map(([step]) => step),
      pairs.map(([, y]) => y),
    ),
  );

/** Series long enough for blocks: a wave, some odd values among it, and steps that repeat, jump and may be negative. */
const long = fc
  .record({
    length: fc.integer({ min: 8_200, max: 9_500 }),
    start: fc.integer({ min: -20_000, max: 0 }),
    odd: fc.array(fc.tuple(fc.nat(9_499), value), { maxLength: 60 }),
    jumps: fc.array(fc.tuple(fc.nat(9_499), fc.integer({ min: 1, max: 4_000 })), { maxLength: 6 }),
    stride: fc.constantFrom(0.5, 1, 3),
  })
  .map(({ length, start, odd, jumps, stride }) => {
    const [values, gaps] = [new Map(odd), new Map(jumps)];
    let step = start;
    const steps = Array.from({ length }, (_, index) => Math.floor((step += stride + (gaps.get(index) ?? 0))));
    return toSample(
      steps,
      steps.map((_, index) => values.get(index) ?? Math.sin(index / 50) * 10 + Math.cos(index * 12.9898)),
    );
  });

/**
 * Holds an answer against the points themselves. `slack`: how many successive points may count where the first of them
 * lies: 1, or those of a block.
 */
function check(
  kept: readonly Point[],
  { sorted }: Sample,
  query: { from: number; to: number; points: number; slack: number },
): void {
  const { from, to, points, slack } = query;
  const buckets = Math.max(8, Math.floor(points / 2));
  const width = (to - from) / buckets || 1;
  const bucketOf = (x: number): number =>
    x < from ? -1 : x > to ? buckets : Math.min(buckets - 1, Math.floor((x - from) / width));
  assert.ok(
    kept.every(({ x }, index) => index === 0 || (kept[index - 1]?.x ?? Infinity) <= x),
    'kept points are in the order of x',
  );
  const places = new Map<string, number[]>();
  for (const [place, { x, y }] of sorted.entries()) {
    const name = `${x} ${y}`;
    places.set(name, [...(places.get(name) ?? []), place]);
  }
  const found = kept.map(({ x, y }) => ({ x, y, places: places.get(`${x} ${y}`) ?? [] }));
  for (const { x, y, places: of } of found) assert.ok(of.length > 0, `(${x}, ${y}) is no point of the series`);
  const inside = sorted.map((point, place) => ({ ...point, place })).filter(({ x }) => x >= from && x <= to);
  /** The buckets that a point may count in: its own, or with blocks that of the first point of its block. */
  const bucketsOf = (place: number): readonly [number, number] => [
    bucketOf(sorted[Math.max(0, place - slack + 1)]?.x ?? NaN),
    bucketOf(sorted[place]?.x ?? NaN),
  ];
  const near = (place: number) => {
    const [low, high] = bucketsOf(place);
    return found.filter(({ places: of }) =>
      of.some((other) => {
        const [otherLow, otherHigh] = bucketsOf(other);
        return low <= otherHigh && otherLow <= high;
      }),
    );
  };
  for (const point of inside) {
    const { y } = point;
    const others = near(point.place).map((other) => other.y);
    if (Number.isNaN(y)) assert.ok(others.some(Number.isNaN), `the break at ${point.x} shows`);
    else if (!isFinite(y)) assert.ok(others.includes(y), `the infinity at ${point.x} shows`);
    else {
      const finite = others.filter(isFinite);
      assert.ok(Math.max(...finite) >= y, `nothing as high as ${y} at ${point.x} is near it`);
      assert.ok(Math.min(...finite) <= y, `nothing as low as ${y} at ${point.x} is near it`);
    }
  }
  const numbers = inside.filter(({ y }) => !Number.isNaN(y));
  if (numbers.length === 0) return;
  const reached = kept.filter(({ y }) => !Number.isNaN(y)).map(({ x }) => x);
  assert.ok(Math.min(...reached) <= (numbers[0]?.x ?? NaN), 'the line starts with the first point');
  assert.ok(Math.max(...reached) >= (numbers.at(-1)?.x ?? NaN), 'the line ends with the last point');
}

describe('thinned points, held against the points themselves', () => {
  let store: TestStore;

  beforeEach(() => {
    store = makeTestStore();
  });
  afterEach(() => store.close());

  async function read({ points }: Sample, query: { from?: number; to?: number; points: number; rawPoints?: number }) {
    const { id } = createRun(store.db, { experimentId: '0', startTime: 0, now: 1 });
    for (let start = 0; start < points.length; start += 1000) {
      logBatch(store.db, { id, metrics: points.slice(start, start + 1000), now: 1 });
    }
    const { points: doubles, ...seen } = await readSeriesPoints(store.db, { id, metric: 'loss', x: 'step', ...query });
    const kept = Array.from({ length: doubles.length / 2 }, (_, at) => ({
      x: doubles[at * 2] ?? NaN,
      y: doubles[at * 2 + 1] ?? NaN,
    }));
    return { kept, seen };
  }

  const range = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  const within = ({ sorted }: Sample, [one, other]: readonly [number, number]) => {
    const [low, high] = [sorted[0]?.x ?? 0, sorted.at(-1)?.x ?? 0];
    const at = (share: number): number => low + (high - low) * share;
    return { from: at(Math.min(one, other)), to: at(Math.max(one, other)) };
  };

  it('keep the extremes, breaks and infinities of every bucket of a short series', async () => {
    await fc.assert(
      fc.asyncProperty(short, range, fc.integer({ min: 16, max: 120 }), async (sample, shares, points) => {
        const { from, to } = within(sample, shares);
        const { kept, seen } = await read(sample, { from, to, points });
        check(kept, sample, { from, to, points, slack: 1 });
        const inside = sample.sorted.filter(({ x }) => x >= from && x <= to);
        assert.equal(seen.total, inside.length);
        assert.equal(seen.nan, inside.filter(({ y }) => Number.isNaN(y)).length);
        assert.ok(sample.sorted.length <= points || kept.length <= points * 2.5 + 20, `${kept.length} of ${points}`);
      }),
      { numRuns: 150 },
    );
  });

  for (const [name, rawPoints, slack] of [
    ['read finely', 1_000_000, blockSize],
    ['read from blocks alone', 0, blockSize],
  ] as const) {
    it(`keep them of a long series ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(long, range, fc.integer({ min: 16, max: 600 }), async (sample, shares, points) => {
          const { from, to } = within(sample, shares);
          const { kept, seen } = await read(sample, { from, to, points, rawPoints });
          check(kept, sample, { from, to, points, slack });
          const inside = sample.sorted.filter(({ x }) => x >= from && x <= to);
          assert.equal(seen.total, inside.length);
          assert.equal(seen.nan, inside.filter(({ y }) => Number.isNaN(y)).length);
        }),
        { numRuns: 12 },
      );
    });
  }

  it('keep a far-out point of every bucket, however short the way to a further one', async () => {
    // Two spikes in one block, and a range in which the block is many buckets wide.
    const values = Array.from({ length: 9_000 }, () => 0);
    values[4_500] = 100;
    values[4_520] = 90;
    const sample = toSample(
      values.map((_, index) => index),
      values,
    );
    const { kept } = await read(sample, { from: 4_000, to: 5_000, points: 800 });
    assert.ok(kept.some(({ x, y }) => x === 4_520 && y === 90));
  });
});
