import assert from 'node:assert/strict';
import {
  compareRuns,
  createRun,
  findRows,
  logBatch,
  readValuesAt,
  toRunDocuments,
  type MetricValues,
  type RunInfo,
} from '../../../src/runs';
import { makeTestStore, type TestStore } from './testStore';

const now = Date.UTC(2026, 10, 24, 10, 0, 0);
const primary = { key: 'loss', direction: 'min' } as const;

describe('the metrics of a comparison', () => {
  let store: TestStore;
  let runs: readonly RunInfo[];

  beforeEach(() => {
    store = makeTestStore();
    const make = (points: readonly (readonly [step: number, value: number])[]): RunInfo => {
      const run = createRun(store.db, { experimentId: '0', startTime: now, now });
      const metrics = points.map(([step, value], index) => ({ key: 'loss', value, step, timestamp: now + index }));
      logBatch(store.db, { id: run.id, metrics, now });
      return run;
    };
    runs = [
      make([
        [0, 3],
        [10, 1],
        [20, 2],
      ]),
      make([
        [-5, 9],
        [10, 4],
        [10, 5],
        [30, NaN],
      ]),
      make([[40, 7]]),
    ];
  });

  afterEach(() => store.close());

  const rowOf = (metric?: MetricValues) => {
    const rows = runs.map((run) => run.row);
    const documents = toRunDocuments(store.db, rows, { now });
    const options = { base: runs[0]?.id ?? '', primary, ...(metric && { metric }) };
    return compareRuns(documents, options).rows.find((row) => row.group === 'metric');
  };
  const at = (step: number): MetricValues => ({
    at: readValuesAt(
      store.db,
      runs.map((run) => run.row),
      step,
    ),
  });

  it('are the latest, smallest or largest finite values', () => {
    assert.deepEqual(rowOf()?.values, [2, 'NaN', 7]);
    assert.deepEqual(rowOf({ show: 'min' })?.values, [1, 4, 7]);
    assert.deepEqual(rowOf({ show: 'max' })?.values, [3, 9, 7]);
    assert.equal(rowOf()?.steps, undefined);
  });

  it('are at a step the value logged there last, or else the last before it, and say at which step', () => {
    const row = rowOf(at(10));
    assert.deepEqual(row?.values, [1, 5, null]);
    assert.deepEqual(row.steps, [10, 10, null]);
    assert.deepEqual([row.best, row.delta], [0, [0, 4, null]]);
    assert.deepEqual(rowOf(at(9))?.steps, [0, -5, null]);
    assert.deepEqual(rowOf(at(35))?.values, [2, 'NaN', null]);
  });

  it('leave out the row when no run had logged by that step', () => {
    assert.equal(rowOf(at(-6)), undefined);
  });

  it('are compared among the runs that are still there', () => {
    const [first, , third] = runs;
    assert.deepEqual(findRows(store.db, [third?.id ?? '', 'f'.repeat(32), first?.id ?? '']), [third?.row, first?.row]);
  });
});
