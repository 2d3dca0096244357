import assert from 'node:assert/strict';
import { runDocument } from '../../../src/protocol/run';
import {
  compareRuns,
  createRun,
  deleteRun,
  listExperiments,
  logBatch,
  logInputs,
  markLost,
  primaryMetricTags,
  resolveRun,
  setExperimentTag,
  sharedPrimary,
  toRunDocuments,
  toRunRows,
  updateRun,
  writeRunCode,
  writeSurroundings,
  type NewRun,
  type RunInfo,
} from '../../../src/runs';
import { makeTestStore, type TestStore } from './testStore';

const now = Date.UTC(2026, 10, 24, 10, 0, 0);

describe('runs as documents', () => {
  let store: TestStore;

  beforeEach(() => {
    store = makeTestStore();
  });

  afterEach(() => store.close());

  const make = (run: Partial<NewRun> = {}): RunInfo =>
    createRun(store.db, { experimentId: '0', startTime: now, now, ...run });
  const documentsOf = (...runs: readonly RunInfo[]) =>
    toRunDocuments(
      store.db,
      runs.map((run) => run.row),
      { now: now + 5000 },
    );

  it('hold all that is known, in the shape of the contract', () => {
    const run = make({ name: 'calm-otter-12', userId: 'ada' });
    logBatch(store.db, {
      id: run.id,
      params: [{ key: 'lr', value: '0.1' }],
      metrics: [{ key: 'acc', value: NaN, step: 4, timestamp: now }],
      tags: [{ key: 'mlflow.note.content', value: 'better' }],
      now,
    });
    logInputs(store.db, {
      id: run.id,
      datasets: [
        {
          name: 'train',
          digest: 'abc',
          sourceType: 'local',
          source: 'x.csv',
          schema: null,
          profile: null,
          tags: [{ key: 'mlflow.data.context', value: 'training' }],
        },
      ],
      modelIds: [],
      now,
    });
    writeRunCode(store.db, run.row, {
      commit: 'c0',
      branch: 'main',
      dirty: true,
      repository: null,
      prefix: '',
      snapshot: 's0',
      tree: 't0',
      files: [],
      leftOut: [],
      data: [{ path: 'data/raw', digest: 'md5', from: 'data/raw.dvc' }],
      problem: null,
    });
    const environment = { python: '3.11.7', platform: 'Linux', packages: { numpy: '2.4.6' }, hardware: { host: 'h' } };
    writeSurroundings(store.db, run.row, { process: null, environment });
    const [document] = documentsOf(run);
    assert.deepEqual(runDocument.parse(document), document, 'the document fits its own schema');
    assert.equal(document?.note, 'better');
    assert.deepEqual(document.metrics, {
      acc: { value: 'NaN', step: 4, at: '2026-11-24T10:00:00.000Z', min: null, max: null, count: 1 },
    });
    assert.deepEqual(document.datasets, [{ name: 'train', digest: 'abc', context: 'training', source: 'x.csv' }]);
    assert.deepEqual(document.data, [{ path: 'data/raw', digest: 'md5', from: 'data/raw.dvc' }]);
    assert.deepEqual(document.environment, environment);
    assert.equal(document.durationMs, 5000, 'a running run lasts until now');
  });

  it('call a run lost until it speaks again', () => {
    const run = make();
    markLost(store.db, run.id, now + 1000);
    assert.equal(documentsOf(run)[0]?.status, 'LOST');
    logBatch(store.db, { id: run.id, metrics: [{ key: 'a', value: 1, step: 0, timestamp: now }], now: now + 2000 });
    assert.equal(documentsOf(run)[0]?.status, 'RUNNING');
  });

  it('of a list hold only the keys that were asked for, and count children outside the Trash', () => {
    const parent = make();
    const child = make({ tags: [{ key: 'mlflow.parentRunId', value: parent.id }] });
    make({ tags: [{ key: 'mlflow.parentRunId', value: parent.id }] });
    deleteRun(store.db, child.id, now);
    logBatch(store.db, {
      id: parent.id,
      params: [
        { key: 'lr', value: '1' },
        { key: 'depth', value: '2' },
      ],
      now,
    });
    const [row] = toRunRows(store.db, [parent.row], { now, include: { params: ['lr'], metrics: [], tags: [] } });
    assert.deepEqual(row?.params, { lr: '1' });
    assert.equal(row.children, 1);
    assert.equal(toRunRows(store.db, [child.row], { now })[0]?.parentId, parent.id);
  });

  it('are found by id, prefix and @latest, and by nothing that fits several', () => {
    const first = make({ id: `aaaa1${'0'.repeat(27)}`, startTime: now });
    const second = make({ id: `aaaa2${'0'.repeat(27)}`, startTime: now + 1 });
    assert.equal(resolveRun(store.db, 'aaaa1'), first.id);
    assert.equal(resolveRun(store.db, '@latest'), second.id);
    assert.throws(() => resolveRun(store.db, 'aaaa'), { code: 'INVALID_VALUE' });
    assert.throws(() => resolveRun(store.db, 'aaa'), { code: 'INVALID_VALUE' });
    assert.throws(() => resolveRun(store.db, 'bbbb'), { code: 'RUN_NOT_FOUND' });
  });

  it('side by side differ where they differ, and only a stated direction has a best', () => {
    const runs = [0.1, 0.3, 0.2].map((value) => {
      const run = make();
      logBatch(store.db, {
        id: run.id,
        params: [
          { key: 'lr', value: String(value) },
          { key: 'model', value: 'forest' },
        ],
        metrics: ['acc', 'other'].map((key) => ({ key, value, step: 0, timestamp: now })),
        now,
      });
      updateRun(store.db, { id: run.id, status: 'FINISHED', endTime: now + 10, now });
      return run;
    });
    const documents = documentsOf(...runs);
    const base = documents[2]?.id ?? '';
    const { rows } = compareRuns(documents, { base, primary: { key: 'acc', direction: 'max' } });
    const row = (group: string, key: string) => rows.find((one) => one.group === group && one.key === key);
    assert.deepEqual(row('param', 'lr')?.values, ['0.1', '0.3', '0.2']);
    assert.equal(row('param', 'lr')?.differs, true);
    assert.equal(row('param', 'model')?.differs, false);
    assert.equal(row('metric', 'acc')?.best, 1);
    assert.deepEqual(
      row('metric', 'acc')?.delta?.map((delta) => Number(delta?.toFixed(6))),
      [-0.1, 0.1, 0],
    );
    assert.equal(row('metric', 'other')?.direction, null);
    assert.equal(row('metric', 'other')?.best, null);
    assert.equal(row('tag', 'mlflow.runName'), undefined, 'names are the heads of the columns');
  });

  it('share a primary metric only when every experiment states the same', () => {
    const acc = { tags: primaryMetricTags({ key: 'acc', direction: 'max' }) };
    const loss = { tags: primaryMetricTags({ key: 'loss', direction: 'min' }) };
    assert.deepEqual(sharedPrimary([acc, acc]), { key: 'acc', direction: 'max' });
    assert.equal(sharedPrimary([acc, loss]), null);
    assert.equal(sharedPrimary([acc, { tags: [] }]), null);
    assert.equal(sharedPrimary([]), null);
  });

  it('of a tie have no best', () => {
    const documents = documentsOf(
      ...[1, 1].map((value) => {
        const run = make();
        logBatch(store.db, { id: run.id, metrics: [{ key: 'acc', value, step: 0, timestamp: now }], now });
        return run;
      }),
    );
    const { rows } = compareRuns(documents, { base: '', primary: { key: 'acc', direction: 'min' } });
    assert.equal(rows.find(({ key }) => key === 'acc')?.best, null);
  });
});

describe('the list of experiments', () => {
  it("counts runs and reads the primary metric from MLflow's tags", () => {
    const store = makeTestStore();
    try {
      const run = createRun(store.db, { experimentId: '0', startTime: now, now });
      createRun(store.db, {
        experimentId: '0',
        startTime: now,
        now,
        tags: [{ key: 'mlflow.parentRunId', value: run.id }],
      });
      const gone = createRun(store.db, { experimentId: '0', startTime: now, now });
      deleteRun(store.db, gone.id, now);
      for (const tag of primaryMetricTags({ key: 'loss', direction: 'min' })) {
        setExperimentTag(store.db, { id: '0', ...tag });
      }
      const [experiment] = listExperiments(store.db);
      assert.deepEqual(
        { ...experiment, updatedAt: undefined },
        {
          id: '0',
          name: 'Default',
          lifecycle: 'active',
          runs: 2,
          topLevelRuns: 1,
          running: 2,
          deletedRuns: 1,
          primaryMetric: { key: 'loss', direction: 'min' },
          updatedAt: undefined,
        },
      );
    } finally {
      store.close();
    }
  });
});
