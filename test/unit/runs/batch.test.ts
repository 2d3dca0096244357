import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  createRun,
  deleteRun,
  logBatch,
  logMetric,
  logParam,
  readHistory,
  readRun,
  type MetricPoint,
  type RunInfo,
} from '../../../src/runs';
import { makeTestStore, type TestStore } from './testStore';

describe('logging on a run', () => {
  let store: TestStore;
  let run: RunInfo;

  beforeEach(() => {
    store = makeTestStore();
    run = createRun(store.db, { experimentId: '0', now: 1 });
  });

  afterEach(() => store.close());

  const log = (points: readonly Omit<MetricPoint, 'key'>[]): void =>
    logBatch(store.db, { id: run.id, metrics: points.map((point) => ({ key: 'acc', ...point })), now: 2 });
  const summary = () => readRun(store.db, run.id).metrics[0];
  const history = (): readonly MetricPoint[] =>
    readHistory(store.db, { row: run.row, key: 'acc', limit: null, pageToken: null }).points;

  it('takes as the latest the greatest step, then time, then value, not what was written last', () => {
    log([
      { step: 5, value: 0.5, timestamp: 1 },
      { step: 9, value: 0.9, timestamp: 2 },
      { step: 2, value: 0.2, timestamp: 3 },
    ]);
    assert.equal(summary()?.value, 0.9);
    log([
      { step: 9, value: 1, timestamp: 20 },
      { step: 9, value: 2, timestamp: 30 },
      { step: 9, value: 5, timestamp: 30 },
      { step: 9, value: 3, timestamp: 30 },
      { step: 9, value: 9, timestamp: 10 },
    ]);
    assert.equal(summary()?.value, 5);
  });

  it('stores the same point once', () => {
    const point = { step: 1, value: 0.1, timestamp: 5 };
    log([point, point]);
    log([point]);
    assert.equal(summary()?.count, 1);
    assert.equal(history().length, 1);
  });

  it('keeps every finite double bit for bit, NaN as NaN, and clamps infinities', () => {
    const values = [5e-324, -0, 0.30000000000000004, Number.MAX_VALUE, NaN, Infinity, -Infinity];
    log(values.map((value, step) => ({ value, step, timestamp: step })));
    const kept = history().map(({ value }) => value);
    const expected = [...values.slice(0, 5), Number.MAX_VALUE, -Number.MAX_VALUE];
    assert.ok(
      kept.every((value, index) => Object.is(value, expected[index])),
      String(kept),
    );
  });

  it('keeps all 64 bits of steps and times', () => {
    const beyond = 2n ** 53n + 1n;
    log([{ step: beyond, value: 1, timestamp: beyond }]);
    assert.deepEqual(
      history().map(({ step, timestamp }) => [step, timestamp]),
      [[beyond, beyond]],
    );
    assert.equal(summary()?.step, beyond);
  });

  it('pages a history in the order of time, whatever the order of writing', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ step: fc.nat(50), timestamp: fc.nat(50), value: fc.integer({ min: 0, max: 3 }) }), {
          selector: ({ step, timestamp, value }) => `${step} ${timestamp} ${value}`,
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 7 }),
        (points, limit) => {
          const own = createRun(store.db, { experimentId: '0', now: 1 });
          logBatch(store.db, { id: own.id, metrics: points.map((point) => ({ key: 'acc', ...point })), now: 2 });
          const seen: MetricPoint[] = [];
          let pageToken: string | null = null;
          do {
            const page = readHistory(store.db, { row: own.row, key: 'acc', limit, pageToken });
            seen.push(...page.points);
            pageToken = page.nextPageToken;
          } while (pageToken !== null);
          const sorted = points
            .map((point) => ({ ...point }))
            .sort((a, b) => a.timestamp - b.timestamp || a.step - b.step || a.value - b.value);
          assert.deepEqual(
            seen.map(({ step, timestamp, value }) => ({ step, timestamp, value })),
            sorted,
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses a changed param and then keeps nothing of the batch', () => {
    logParam(store.db, { id: run.id, key: 'k', value: '1', now: 2 });
    logParam(store.db, { id: run.id, key: 'k', value: '1', now: 2 });
    assert.throws(() => logParam(store.db, { id: run.id, key: 'k', value: '2', now: 2 }), {
      message: `Changing param values is not allowed. Param with key='k' was already logged with value='1' for run ID='${run.id}'. Attempted logging new value '2'.`,
    });
    assert.throws(
      () =>
        logBatch(store.db, {
          id: run.id,
          params: [
            { key: 'new', value: 'x' },
            { key: 'k', value: '2' },
          ],
          metrics: [{ key: 'acc', value: 1, step: 0, timestamp: 0 }],
          now: 2,
        }),
      {
        message: `Changing param values is not allowed. Params were already logged='[{'key': 'k', 'old_value': '1', 'new_value': '2'}]' for run ID='${run.id}'.`,
      },
    );
    const { params, metrics } = readRun(store.db, run.id);
    assert.deepEqual(params, [{ key: 'k', value: '1' }]);
    assert.deepEqual(metrics, []);
  });

  it('refuses names that could leave a folder or are too long', () => {
    const attempt = (key: string) => () =>
      logMetric(store.db, { id: run.id, point: { key, value: 1, step: 0, timestamp: 0 }, now: 2 });
    for (const key of ['../x', '/x', 'a//b', './a', 'a*b', 'x'.repeat(251)])
      assert.throws(attempt(key), { code: 'INVALID_VALUE' }, key);
    for (const key of ['a/b c.d-e_f:g', 'größe', '損失']) assert.doesNotThrow(attempt(key), key);
  });

  it('cuts long params and tags as MLflow does, counting characters', () => {
    logBatch(store.db, {
      id: run.id,
      params: [{ key: 'p', value: '😀'.repeat(6001) }],
      tags: [{ key: 't', value: 'x'.repeat(9000) }],
      now: 2,
    });
    const { params, tags } = readRun(store.db, run.id);
    assert.equal(Array.from(params[0]?.value ?? '').length, 6000);
    assert.equal(tags.find(({ key }) => key === 't')?.value.length, 8000);
  });

  it('refuses a run in the Trash', () => {
    deleteRun(store.db, run.id, 3);
    assert.throws(() => log([{ step: 0, value: 1, timestamp: 0 }]), {
      message: `The run ${run.id} must be in the 'active' state. Current state is deleted.`,
    });
  });
});
