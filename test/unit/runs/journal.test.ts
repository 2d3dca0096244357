import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  changeExperimentName,
  changePrimaryMetric,
  changeRuns,
  createExperiment,
  createRun,
  deleteRun,
  ensureDefaultExperiment,
  listDatasets,
  listExperiments,
  listJournal,
  logInputs,
  markLost,
  moveRuns,
  readExperiment,
  readRun,
  redoChange,
  setTag,
  trashExperiment,
  trashRuns,
  undoChange,
  untrashExperiment,
  untrashRuns,
} from '../../../src/runs';
import { openStore, type Db } from '../../../src/store';
import { migrations } from '../../../src/tracker/migrations';

describe('the journal', () => {
  let folder: string;
  let db: Db;
  let now = 1000;

  const open = (): Db => openStore(join(folder, 'store.db'), { migrations });
  const tick = (): number => (now += 1);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modeltrail-journal-'));
    db = open();
    ensureDefaultExperiment(db, { artifactRoot: 'mlflow-artifacts:', now });
  });

  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const experiment = (name: string): string =>
    createExperiment(db, { name, artifactRoot: 'mlflow-artifacts:', now: tick() });
  const run = (name: string, { parent, experimentId = '0' }: { parent?: string; experimentId?: string } = {}): string =>
    createRun(db, {
      experimentId,
      name,
      tags: parent === undefined ? [] : [{ key: 'mlflow.parentRunId', value: parent }],
      now: tick(),
    }).id;
  const tagOf = (id: string, key: string): string | undefined =>
    readRun(db, id).tags.find((tag) => tag.key === key)?.value;
  const lifecycleOf = (id: string): string => readRun(db, id).info.lifecycle;
  const labels = (): string[] => listJournal(db, 50).map(({ label }) => label);
  const undo = (id?: number) => undoChange(db, { id, now: tick() });
  const redo = () => redoChange(db, tick());

  it('says what was done in words', () => {
    const churn = experiment('churn');
    const one = run('otter');
    const two = run('fox');
    const child = run('fold-1', { parent: one });
    const of = (ids: string[]) => ({ ids, now: tick() });
    changeRuns(db, { ...of([one]), name: 'calm otter' });
    changeRuns(db, { ...of([one]), note: 'better' });
    changeRuns(db, { ...of([one, two]), starred: true });
    changeRuns(db, { ...of([two]), tags: { owner: 'ada' } });
    changeRuns(db, { ...of([one, two]), note: 'both', starred: false });
    moveRuns(db, { ...of([one, two]), experimentId: churn });
    trashRuns(db, of([one]));
    untrashRuns(db, of([one]));
    changeExperimentName(db, { id: churn, name: 'churn 2', now: tick() });
    changePrimaryMetric(db, { id: churn, key: 'acc', direction: 'max', now: tick() });
    trashExperiment(db, { id: churn, now: tick() });
    untrashExperiment(db, { id: churn, now: tick() });
    assert.equal(lifecycleOf(child), 'active');
    assert.deepEqual(labels().reverse(), [
      'Rename run otter to calm otter',
      'Edit note of run calm otter',
      'Star 2 runs',
      'Edit tags of run fox',
      'Change 2 runs',
      'Move 2 runs and 1 nested run to churn',
      'Delete run calm otter and 1 nested run',
      'Restore run calm otter and 1 nested run',
      'Rename experiment churn to churn 2',
      'Set primary metric of churn 2 to acc',
      'Delete experiment churn 2 and 3 runs',
      'Restore experiment churn 2 and 3 runs',
    ]);
    const [newest] = listJournal(db, 1);
    assert.deepEqual(newest, {
      id: 12,
      at: new Date(now).toISOString(),
      label: 'Restore experiment churn 2 and 3 runs',
      runs: 3,
      undone: false,
    });
  });

  it('keeps a note of 100 KB whole, and takes it back', () => {
    const id = run('a');
    const note = 'é'.repeat(100_000);
    changeRuns(db, { ids: [id], note, now: tick() });
    changeRuns(db, { ids: [id], note: 'short', now: tick() });
    undo();
    assert.equal(tagOf(id, 'mlflow.note.content'), note);
    undo();
    assert.equal(tagOf(id, 'mlflow.note.content'), undefined);
  });

  it('leaves what was changed since, and says so', () => {
    const [one, two, three] = [run('a'), run('b'), run('c')];
    changeRuns(db, { ids: [one, two, three], tags: { owner: 'ada' }, now: tick() });
    setTag(db, { id: two, key: 'owner', value: 'bob', now: tick() });
    assert.deepEqual(undo().kept, ['b: tag owner was changed since']);
    assert.deepEqual(
      [one, two, three].map((id) => tagOf(id, 'owner')),
      [undefined, 'bob', undefined],
    );
    assert.deepEqual(redo().kept, ['b: tag owner was changed since']);
    assert.deepEqual(
      [one, two, three].map((id) => tagOf(id, 'owner')),
      ['ada', 'bob', 'ada'],
    );
  });

  it('does not bring a run back into an experiment that is in the Trash', () => {
    const churn = experiment('churn');
    const id = run('a', { experimentId: churn });
    const { undo: deletion } = trashRuns(db, { ids: [id], now: tick() });
    trashExperiment(db, { id: churn, now: tick() });
    assert.deepEqual(undo(deletion ?? 0).kept, ['a: its experiment churn is in the Trash']);
    assert.equal(lifecycleOf(id), 'deleted');
    untrashRuns(db, { ids: [id], now: tick() });
    assert.equal(readExperiment(db, churn).lifecycle, 'active');
    assert.equal(lifecycleOf(id), 'active');
  });

  it('gives an experiment no name that another has taken', () => {
    const churn = experiment('churn');
    changeExperimentName(db, { id: churn, name: 'fraud', now: tick() });
    experiment('churn');
    assert.deepEqual(undo().kept, ['fraud: another experiment has the name churn']);
    assert.equal(readExperiment(db, churn).name, 'fraud');
    assert.throws(() => changeExperimentName(db, { id: churn, name: 'Default', now }), { code: 'NAME_TAKEN' });
  });

  it('does again only until something else is changed', () => {
    const id = run('a');
    changeRuns(db, { ids: [id], name: 'b', now: tick() });
    changeRuns(db, { ids: [id], starred: true, now: tick() });
    undo();
    undo();
    assert.equal(redo().label, 'Rename run a to b');
    changeRuns(db, { ids: [id], note: 'n', now: tick() });
    assert.throws(redo, { code: 'NOTHING_TO_REDO' });
    assert.equal(readRun(db, id).info.starred, false);
  });

  it('takes any change back by its number, once', () => {
    const id = run('a');
    const { undo: first } = changeRuns(db, { ids: [id], name: 'b', now: tick() });
    changeRuns(db, { ids: [id], starred: true, now: tick() });
    assert.ok(first);
    undo(first);
    assert.deepEqual([readRun(db, id).info.name, readRun(db, id).info.starred], ['a', true]);
    assert.throws(() => undo(first), { code: 'NOTHING_TO_UNDO' });
    assert.equal(undo().label, 'Star run b');
    assert.throws(() => undo(), { code: 'NOTHING_TO_UNDO', message: 'There is nothing to undo.' });
  });

  it('is there when the store is opened again', () => {
    const id = run('a');
    changeRuns(db, { ids: [id], name: 'b', now: tick() });
    trashRuns(db, { ids: [id], now: tick() });
    undo();
    db.close();
    db = open();
    assert.equal(redo().label, 'Delete run b');
    undo();
    undo();
    assert.equal(readRun(db, id).info.name, 'a');
  });

  it('holds nothing where nothing was other than wanted, and nothing that a program did', () => {
    const id = run('a');
    assert.deepEqual(changeRuns(db, { ids: [id], name: 'a', starred: false, now: tick() }), {
      undo: null,
      runs: [],
      lists: false,
    });
    deleteRun(db, id, tick());
    assert.equal(trashRuns(db, { ids: [id], now: tick() }).undo, null);
    assert.deepEqual(labels(), []);
  });

  it('keeps the newest 1,000 changes, none older than 90 days', () => {
    const id = run('a');
    for (let index = 0; index < 1_010; index += 1) changeRuns(db, { ids: [id], note: String(index), now: tick() });
    const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    assert.equal(count('journal'), 1_000);
    assert.equal(count('journal_parts'), 1_000);
    now += 91 * 24 * 3600_000;
    changeRuns(db, { ids: [id], note: 'later', now: tick() });
    assert.deepEqual(labels(), ['Edit note of run a']);
    assert.equal(count('journal_parts'), 1);
  });

  it('takes an edit for no sign of life', () => {
    const id = run('a');
    markLost(db, id, tick());
    changeRuns(db, { ids: [id], note: 'its machine died', now: tick() });
    assert.notEqual(readRun(db, id).info.lostSince, null);
  });

  it('refuses a change of runs in the Trash whole, of unknown ones, and of names that are none', () => {
    const [one, two] = [run('a'), run('b')];
    trashRuns(db, { ids: [two], now: tick() });
    assert.throws(() => changeRuns(db, { ids: [one, two], starred: true, now }), /Run b is in the Trash/);
    assert.throws(() => moveRuns(db, { ids: [one, 'nobody'], experimentId: '0', now }), { code: 'RUN_NOT_FOUND' });
    assert.throws(() => changeRuns(db, { ids: [one], name: '', now }), /A run needs a name/);
    assert.throws(() => changeRuns(db, { ids: [one], tags: { 'a"b': 'x' }, now }), { code: 'INVALID_VALUE' });
    assert.throws(() => changeRuns(db, { ids: [one], tags: { gone: null }, now }), { code: 'TAG_NOT_FOUND' });
    assert.throws(() => trashExperiment(db, { id: '0', now }), /Default cannot be deleted/);
    assert.equal(readRun(db, one).info.starred, false);
  });

  describe('of a run that moves to another experiment', () => {
    const dataset = { name: 'train', digest: 'abc', sourceType: 'local', source: 's', schema: null, profile: null };

    it('takes its datasets along and leaves those of others', () => {
      const churn = experiment('churn');
      const [one, two] = [run('a'), run('b')];
      const tags = [{ key: 'mlflow.data.context', value: 'training' }];
      for (const id of [one, two]) {
        logInputs(db, { id, datasets: [{ ...dataset, tags }], modelIds: [], now: tick() });
      }
      const before = readRun(db, one);
      moveRuns(db, { ids: [one], experimentId: churn, now: tick() });
      assert.deepEqual(readRun(db, one), { ...before, info: { ...before.info, experimentId: churn } });
      const found = (id: string) => listDatasets(db, [id], 10).map(({ name, context }) => `${name} ${context}`);
      assert.deepEqual([found('0'), found(churn)], [['train training'], ['train training']]);
      undo();
      assert.deepEqual(readRun(db, one), before);
      assert.deepEqual([found('0'), found(churn)], [['train training'], []]);
    });

    it('takes nested runs along at any depth; one that goes alone stands by itself', () => {
      const churn = experiment('churn');
      const parent = run('sweep');
      const child = run('fold', { parent });
      const grandchild = run('epoch', { parent: child });
      const { undo: all } = moveRuns(db, { ids: [parent], experimentId: churn, now: tick() });
      assert.deepEqual(
        listExperiments(db).map(({ name, runs, topLevelRuns }) => [name, runs, topLevelRuns]),
        [
          ['churn', 3, 1],
          ['Default', 0, 0],
        ],
      );
      undo(all ?? 0);
      moveRuns(db, { ids: [child], experimentId: churn, now: tick() });
      assert.equal(readRun(db, child).info.parentId, null);
      assert.equal(readRun(db, grandchild).info.parentId, child);
      assert.equal(readRun(db, grandchild).info.experimentId, churn);
      undo();
      assert.equal(readRun(db, child).info.parentId, parent);
      assert.equal(tagOf(child, 'mlflow.parentRunId'), parent);
    });
  });

  it('brings back with a run only the nested ones that left with it', () => {
    const parent = run('sweep');
    const [one, two] = [run('one', { parent }), run('two', { parent })];
    trashRuns(db, { ids: [one], now: tick() });
    trashRuns(db, { ids: [parent], now: tick() });
    untrashRuns(db, { ids: [parent], now: tick() });
    assert.deepEqual([parent, one, two].map(lifecycleOf), ['active', 'deleted', 'active']);
  });
});
