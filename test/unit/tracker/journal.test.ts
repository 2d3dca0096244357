import assert from 'node:assert/strict';
import type { TrackerEvent } from '../../../src/protocol/events';
import type { Tracker } from '../../../src/tracker/start';
import { eventually } from '../../support/eventually';
import { createRun, post, TrackerFolder } from './trackerFixture';

describe('undo over RPC', () => {
  let folder: TrackerFolder;
  let tracker: Tracker;

  before(async () => {
    folder = await TrackerFolder.make();
    tracker = await folder.start();
  });

  after(() => folder.remove());

  const ask = async (name: string, body: object = {}): Promise<unknown> => {
    const answer = await post(tracker, `rpc/${name}`, body);
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text);
  };

  it('numbers each change, lists it, takes it back and does it again', async () => {
    const id = await createRun(tracker);
    await ask('runs/change', { ids: [id], name: 'before' });
    const { undo } = (await ask('runs/change', { ids: [id], name: 'after' })) as { undo: number };
    assert.deepEqual(await ask('runs/change', { ids: [id], name: 'after' }), { undo: null });
    const label = 'Rename run before to after';
    assert.equal((await post(tracker, 'rpc/journal/list', { limit: 1 })).at('0.label'), label);
    assert.deepEqual(await ask('journal/undo', { id: undo }), { id: undo, label, kept: [] });
    assert.equal((await post(tracker, 'rpc/journal/list')).at('0.undone'), true);
    assert.equal((await post(tracker, 'rpc/runs/read', { id })).at('name'), 'before');
    assert.deepEqual(await ask('journal/redo'), { id: undo, label, kept: [] });
    assert.equal((await post(tracker, 'rpc/runs/read', { id })).at('name'), 'after');
    assert.equal((await post(tracker, 'rpc/journal/redo')).at('error.code'), 'NOTHING_TO_REDO');
  });

  it('tells who listens which runs and lists a change and its undoing touched', async () => {
    const id = await createRun(tracker);
    const runs = new Set<string>();
    const lists = new Set<string>();
    const unsubscribe = tracker.services.changes.subscribe((event: TrackerEvent) => {
      for (const run of event.runs) runs.add(run);
      for (const list of event.lists) lists.add(list);
    });
    const heard = async (...wanted: readonly string[]): Promise<void> => {
      const all = () => Promise.resolve([runs.has(id), ...wanted.map((list) => lists.has(list))]);
      await eventually('The event', all, (found) => found.every(Boolean));
      runs.clear();
      lists.clear();
    };
    try {
      await ask('runs/change', { ids: [id], starred: true });
      await heard();
      await ask('runs/delete', { ids: [id] });
      await heard('experiments', 'runs');
      await ask('journal/undo');
      await heard('experiments', 'runs');
    } finally {
      unsubscribe();
    }
  });

  it('shows MLflow clients a moved run in its new experiment, with its data, models and artifacts', async () => {
    const id = await createRun(tracker);
    const target = (await post(tracker, 'experiments/create', { name: 'target' })).textAt('experiment_id');
    const dataset = { name: 'train', digest: 'd1', source_type: 'local', source: 's' };
    const tags = [{ key: 'mlflow.data.context', value: 'training' }];
    await post(tracker, 'runs/log-inputs', { run_id: id, datasets: [{ tags, dataset }] });
    const made = await post(tracker, 'logged-models', { experiment_id: '0', name: 'm', source_run_id: id });
    const modelId = made.textAt('model.info.model_id');
    const { db } = tracker.services;
    const readUri = () => db.prepare('SELECT artifact_uri FROM runs WHERE uuid = ?').pluck().get(id);
    const uri = readUri();
    const found = async (experiment: string) => {
      const body = { experiment_ids: [experiment] };
      const [runs, models, datasets] = await Promise.all([
        post(tracker, 'runs/search', body),
        post(tracker, 'logged-models/search', body),
        post(tracker, 'experiments/search-datasets', body),
      ]);
      const inRuns = (runs.at('runs') ?? []) as { info: { run_id: string }; inputs: unknown }[];
      return {
        inputs: inRuns.find(({ info }) => info.run_id === id)?.inputs,
        model: models.text.includes(modelId),
        dataset: datasets.text.includes('"d1"'),
      };
    };
    const before = await found('0');
    assert.ok(before.inputs && before.model && before.dataset);
    const absent = { inputs: undefined, model: false, dataset: false };
    await ask('runs/move', { ids: [id], experimentId: target });
    assert.deepEqual(await found(target), before);
    assert.deepEqual(await found('0'), absent);
    assert.equal(readUri(), uri);
    await ask('journal/undo');
    assert.deepEqual(await found('0'), before);
    assert.deepEqual(await found(target), absent);
  });

  it('leaves alone what an MLflow client did', async () => {
    const id = await createRun(tracker);
    await ask('runs/change', { ids: [id], note: 'mine' });
    await post(tracker, 'runs/delete', { run_id: id });
    const undone = (await ask('journal/undo')) as { label: string };
    assert.match(undone.label, /^Edit note/);
    assert.notEqual((await post(tracker, 'rpc/runs/read', { id })).at('deletedAt'), null);
  });

  it('refuses what makes no sense in one sentence', async () => {
    const id = await createRun(tracker);
    for (const [name, body, message] of [
      ['runs/move', { ids: [id], experimentId: '77' }, /No Experiment with id=77 exists/],
      ['runs/move', { ids: [id], experimentId: 'churn' }, /Invalid experiment ID 'churn'/],
      ['runs/delete', { ids: ['nobody'] }, /Run with id=nobody not found/],
      ['runs/delete', { ids: [] }, /makes no sense/],
      ['experiments/rename', { id: '0', name: '  ' }, /makes no sense/],
      ['experiments/restore', { id: '0' }, /Default is not in the Trash/],
      ['journal/undo', { id: 999_999 }, /./],
    ] as const) {
      const answer = await post(tracker, `rpc/${name}`, body);
      assert.equal(answer.status, 400, name);
      assert.match(answer.textAt('error.message'), message);
    }
  });
});
