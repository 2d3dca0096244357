import assert from 'node:assert/strict';
import type { SeriesMessage } from '../../../../../src/protocol/series';
import { SeriesCache, type SeriesWish } from '../../../../../webview/shared/charts/seriesCache';
import type { SeriesQuestion } from '../../../../../webview/shared/rpc';

/** A store of one metric: run → values at steps 0, 1, 2, … */
function createStore(values: Record<string, number[]>) {
  const asked: SeriesQuestion[] = [];
  return {
    values,
    asked,
    series(question: SeriesQuestion): Promise<SeriesMessage> {
      asked.push(question);
      const { ids, metric, from = -Infinity, to = Infinity } = question;
      const parts = ids.map((id) => {
        const all = (values[id] ?? []).map((y, x) => [x, y] as const);
        const inside = all.filter(([x]) => x >= from && x <= to);
        // One point on each side, as the protocol says.
        const start = Math.max(0, all.findIndex(([x]) => x >= from) - 1);
        const shown = all.slice(start).filter(([x]) => x <= to + 1);
        return { id, total: inside.length, points: Float64Array.from(shown.flat()) };
      });
      return Promise.resolve({
        metric,
        x: 'step',
        form: 'points',
        series: parts.map(({ id, total, points }) => ({
          id,
          total,
          shown: points.length / 2,
          nan: 0,
          backwards: 0,
          unpaired: 0,
        })),
        points: parts.map(({ points }) => points),
      });
    },
  };
}

const { signal } = new AbortController();

function wish(values: Record<string, number[]>, part: Partial<SeriesWish> = {}): SeriesWish {
  const counts = new Map(Object.entries(values).map(([id, list]) => [id, list.length]));
  return {
    metric: 'loss',
    x: 'step',
    xKey: '',
    form: 'points',
    logX: false,
    range: null,
    points: 200,
    counts,
    ...part,
  };
}

const held = (cache: SeriesCache) => cache.held({ metric: 'loss', x: 'step', xKey: '', form: 'points' }).get('a');

describe('the series a chart holds', () => {
  it('reads whole series once, and nothing while nothing grew', async () => {
    const store = createStore({ a: [1, 2], b: [3] });
    const cache = new SeriesCache(store);
    assert.equal(await cache.read(wish(store.values), signal), true);
    assert.equal(await cache.read(wish(store.values), signal), false);
    assert.equal(store.asked.length, 1);
    assert.deepEqual([...(held(cache)?.points ?? [])], [0, 1, 1, 2]);
  });

  it('reads a run that grew from its last point on', async () => {
    const store = createStore({ a: [1, 2], b: [3] });
    const cache = new SeriesCache(store);
    await cache.read(wish(store.values), signal);
    store.values['a']?.push(5, 6);
    await cache.read(wish(store.values), signal);
    assert.deepEqual(store.asked.at(-1), {
      ids: ['a'],
      metric: 'loss',
      x: 'step',
      form: 'points',
      from: 1,
      points: 200,
    });
    assert.deepEqual([...(held(cache)?.points ?? [])], [0, 1, 1, 2, 2, 5, 3, 6]);
    assert.equal(held(cache)?.total, 4);
  });

  it('reads a run whole when points came in before its end', async () => {
    const store = createStore({ a: [1, 2] });
    const cache = new SeriesCache(store);
    await cache.read(wish(store.values), signal);
    // The summary counts a third point that reading on does not find.
    await cache.read(wish(store.values, { counts: new Map([['a', 3]]) }), signal);
    assert.deepEqual(store.asked.at(-1), { ids: ['a'], metric: 'loss', x: 'step', form: 'points', points: 200 });
  });

  it('reads a chosen range, and again only when new points can show in it', async () => {
    const store = createStore({ a: [1, 2, 3, 4, 5, 6] });
    const cache = new SeriesCache(store);
    const early = { min: 1, max: 2 };
    await cache.read(wish(store.values, { range: early }), signal);
    assert.deepEqual(store.asked.at(-1), {
      ids: ['a'],
      metric: 'loss',
      x: 'step',
      form: 'points',
      points: 200,
      from: 1,
      to: 2,
    });
    store.values['a']?.push(7);
    await cache.read(wish(store.values, { range: early }), signal);
    assert.equal(store.asked.length, 1);
  });

  it('keeps what it holds when a read fails', async () => {
    const store = createStore({ a: [1] });
    const cache = new SeriesCache(store);
    await cache.read(wish(store.values), signal);
    store.series = () => Promise.reject(new Error('away'));
    await assert.rejects(cache.read(wish(store.values, { x: 'wall' }), signal), /away/);
    assert.equal(held(cache)?.total, 1);
  });

  it('never shows what it holds of one axis on another', async () => {
    const store = createStore({ a: [1] });
    const cache = new SeriesCache(store);
    await cache.read(wish(store.values), signal);
    assert.equal(cache.held({ metric: 'loss', x: 'wall', xKey: '', form: 'points' }).size, 0);
    assert.equal(cache.held({ metric: 'loss', x: 'step', xKey: '', form: 'means' }).size, 0);
    assert.equal(cache.held({ metric: 'acc', x: 'step', xKey: '', form: 'points' }).size, 0);
  });

  it('reads a run whole on the axis of another metric, and all runs where they are means', async () => {
    const store = createStore({ a: [1, 2], b: [3] });
    const cache = new SeriesCache(store);
    await cache.read(wish(store.values, { x: 'metric', xKey: 'acc' }), signal);
    store.values['a']?.push(5);
    await cache.read(wish(store.values, { x: 'metric', xKey: 'acc' }), signal);
    const whole = { metric: 'loss', x: 'metric', form: 'points', points: 200, xKey: 'acc' };
    assert.deepEqual(store.asked.at(-1), { ids: ['a'], ...whole });
    await cache.read(wish(store.values, { form: 'means' }), signal);
    store.values['a']?.push(6);
    await cache.read(wish(store.values, { form: 'means' }), signal);
    assert.deepEqual(store.asked.at(-1)?.ids, ['a', 'b']);
  });
});
