import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tracker } from '../../../src/tracker/start';
import { createRun, post, send, TrackerFolder } from './trackerFixture';

describe('the Trash', () => {
  let folder: TrackerFolder;
  let tracker: Tracker;

  before(async () => {
    folder = await TrackerFolder.make();
    tracker = await folder.start();
  });

  after(() => folder.remove());

  afterEach(async () => {
    await post(tracker, 'rpc/trash/empty');
  });

  const artifactsOf = (id: string): string => join(folder.path, '.modeltrail', 'artifacts', '0', id, 'artifacts');

  /** Makes a run with a file of 1,000 bytes. */
  const runWithFile = async (name = 'weights.bin'): Promise<string> => {
    const id = await createRun(tracker);
    mkdirSync(join(artifactsOf(id), 'deep'), { recursive: true });
    writeFileSync(join(artifactsOf(id), 'deep', name), Buffer.alloc(1000));
    return id;
  };

  const trash = async (...ids: readonly string[]): Promise<void> => {
    assert.equal((await post(tracker, 'rpc/runs/delete', { ids })).status, 200);
  };

  const count = (sql: string, ...bound: readonly string[]): unknown =>
    tracker.services.db
      .prepare(sql)
      .pluck()
      .get(...bound);

  it('says how much it holds, and frees that and nothing else', async () => {
    const [kept, first, second] = [await runWithFile(), await runWithFile(), await runWithFile()];
    for (const id of [kept, first]) {
      const metrics = Array.from({ length: 900 }, (_, step) => ({ key: 'loss', value: step, timestamp: 1, step }));
      await post(tracker, 'runs/log-batch', { run_id: id, metrics, params: [{ key: 'lr', value: '1' }] });
    }
    await trash(first, second);
    const summary = await post(tracker, 'rpc/trash/summary');
    assert.deepEqual(JSON.parse(summary.text), { runs: 2, artifactBytes: 2000, complete: true });
    assert.equal((await post(tracker, 'rpc/trash/summary', { ids: [first] })).at('artifactBytes'), 1000);

    const emptied = await post(tracker, 'rpc/trash/empty', { ids: [first] });
    assert.deepEqual(JSON.parse(emptied.text), { runs: 1, artifactBytes: 1000, kept: [] });
    assert.equal(existsSync(join(artifactsOf(first), '..')), false);
    assert.ok(existsSync(join(artifactsOf(second), 'deep', 'weights.bin')));
    assert.equal(count('SELECT count(*) FROM runs WHERE uuid = ?', first), 0);
    assert.equal(count('SELECT count(*) FROM points'), 900);
    assert.equal((await post(tracker, 'rpc/trash/empty')).at('runs'), 1);
    assert.ok(existsSync(join(artifactsOf(kept), 'deep', 'weights.bin')));
    assert.equal(existsSync(artifactsOf(second)), false);
  });

  it('refuses a run that is not in it', async () => {
    const id = await runWithFile();
    const refused = await post(tracker, 'rpc/trash/empty', { ids: [id] });
    assert.match(refused.textAt('error.message'), /is not in the Trash/);
    assert.ok(existsSync(artifactsOf(id)));
  });

  it('says of a change of a run that is gone for good that it cannot be taken back', async () => {
    const id = await createRun(tracker);
    await post(tracker, 'rpc/runs/change', { ids: [id], name: 'short-lived' });
    await trash(id);
    await post(tracker, 'rpc/trash/empty', { ids: [id] });
    const undone = await post(tracker, 'rpc/journal/undo');
    assert.equal(undone.at('label'), 'Delete run short-lived');
    assert.deepEqual(undone.at('kept'), [`${id.slice(0, 8)}: it was deleted for good`]);
  });

  it('keeps a run that a registered version is made of, and says which', async () => {
    const id = await runWithFile();
    const other = await runWithFile();
    await post(tracker, 'registered-models/create', { name: 'churn-model' });
    const source = `mlflow-artifacts:/0/${id}/artifacts/deep`;
    const made = await post(tracker, 'model-versions/create', { name: 'churn-model', source, run_id: id });
    assert.equal(made.status, 200, made.text);
    await post(tracker, 'rpc/runs/change', { ids: [id], name: 'winner' });
    await trash(id, other);
    const refused = await post(tracker, 'rpc/trash/empty', { ids: [id] });
    assert.equal(refused.at('error.code'), 'RUN_REGISTERED');
    assert.equal(refused.at('error.message'), 'Run winner stays: version 1 of model churn-model is made of it.');
    const emptied = await post(tracker, 'rpc/trash/empty');
    assert.equal(emptied.at('runs'), 1);
    assert.deepEqual(emptied.at('kept'), ['Run winner stays: version 1 of model churn-model is made of it.']);
    assert.ok(existsSync(join(artifactsOf(id), 'deep', 'weights.bin')));
    const body = JSON.stringify({ name: 'churn-model', version: '1' });
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const path = '/api/2.0/mlflow/model-versions/delete';
    const deleted = await send(tracker, path, { method: 'DELETE', body, headers });
    assert.equal(deleted.status, 200, deleted.text);
    assert.equal((await post(tracker, 'rpc/trash/empty')).at('runs'), 1);
  });

  it('takes along the models that a run logged, but for those that another run read', async () => {
    const [maker, reader] = [await createRun(tracker), await createRun(tracker)];
    const models = [];
    for (const name of ['own', 'shared']) {
      const made = await post(tracker, 'logged-models', { experiment_id: '0', name, source_run_id: maker });
      const id = made.textAt('model.info.model_id');
      const files = join(folder.path, '.modeltrail', 'artifacts', '0', 'models', id, 'artifacts');
      mkdirSync(files, { recursive: true });
      writeFileSync(join(files, 'model.pkl'), Buffer.alloc(500));
      models.push({ id, files });
    }
    const [own, shared] = models;
    assert.ok(own && shared);
    await post(tracker, 'runs/log-inputs', { run_id: reader, models: [{ model_id: shared.id }] });
    await trash(maker);
    assert.equal((await post(tracker, 'rpc/trash/empty')).at('artifactBytes'), 500);
    assert.deepEqual([existsSync(own.files), existsSync(shared.files)], [false, true]);
    assert.deepEqual(
      [own.id, shared.id].map((id) => count('SELECT count(*) FROM logged_models WHERE uuid = ?', id)),
      [0, 1],
    );
  });

  it('removes nothing outside the artifact root: neither behind links nor at an address of its own', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'modeltrail-outside-'));
    try {
      writeFileSync(join(outside, 'precious.txt'), 'precious');
      const inner = await runWithFile();
      symlinkSync(outside, join(artifactsOf(inner), 'link'));
      const linked = await createRun(tracker);
      mkdirSync(join(artifactsOf(linked), '..'), { recursive: true });
      symlinkSync(outside, artifactsOf(linked));
      const moved = await createRun(tracker);
      const elsewhere = join(outside, moved, 'artifacts');
      mkdirSync(elsewhere, { recursive: true });
      symlinkSync(join(outside, moved), join(artifactsOf(moved), '..'));
      const made = await post(tracker, 'experiments/create', { name: 'away', artifact_location: outside });
      const away = await post(tracker, 'runs/create', { experiment_id: made.textAt('experiment_id'), run_name: 'far' });
      const far = away.textAt('run.info.run_id');
      const remote = await post(tracker, 'experiments/create', { name: 's3', artifact_location: 's3://bucket/x' });
      const cloud = await post(tracker, 'runs/create', {
        experiment_id: remote.textAt('experiment_id'),
        run_name: 'cloud',
      });
      const cloudId = cloud.textAt('run.info.run_id');
      await trash(inner, linked, moved, far, cloudId);
      const emptied = await post(tracker, 'rpc/trash/empty');
      assert.equal(emptied.at('runs'), 5, emptied.text);
      const kept = emptied.listAt('kept');
      assert.equal(kept.length, 3, emptied.text);
      assert.ok(kept.includes(`Files of run far stay at ${outside}/${far}/artifacts.`), emptied.text);
      assert.ok(kept.includes(`Files of run cloud stay at s3://bucket/x/${cloudId}/artifacts.`));
      assert.equal(readFileSync(join(outside, 'precious.txt'), 'utf8'), 'precious');
      assert.ok(existsSync(elsewhere));
      assert.equal(existsSync(artifactsOf(inner)), false);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  it('lets nested runs of a run that is gone stand by themselves', async () => {
    const parent = await createRun(tracker);
    const tags = [{ key: 'mlflow.parentRunId', value: parent }];
    const child = (await post(tracker, 'runs/create', { experiment_id: '0', tags })).textAt('run.info.run_id');
    await trash(parent);
    await post(tracker, 'rpc/trash/empty', { ids: [parent] });
    await post(tracker, 'rpc/runs/restore', { ids: [child] });
    const top = await post(tracker, 'rpc/runs/page', { parentId: null });
    assert.ok(top.listAt('runs').some((row) => (row as { id: string }).id === child));
    await trash(child);
  });

  it('lets go of experiments in it once their runs are gone', async () => {
    const made = await post(tracker, 'experiments/create', { name: 'over' });
    const id = made.textAt('experiment_id');
    await post(tracker, 'runs/create', { experiment_id: id });
    assert.equal((await post(tracker, 'rpc/experiments/delete', { id })).status, 200);
    await post(tracker, 'rpc/trash/empty');
    assert.equal(count('SELECT count(*) FROM experiments WHERE name = ?', 'over'), 0);
    assert.equal((await post(tracker, 'experiments/create', { name: 'over' })).status, 200);
  });

  it('brings nothing back that is being deleted, and finishes with the next start what was begun', async () => {
    const [half, whole] = [await runWithFile(), await runWithFile()];
    const { undo } = JSON.parse((await post(tracker, 'rpc/runs/delete', { ids: [half, whole] })).text) as {
      undo: number;
    };
    // As a tracker leaves it that ends between the mark and the removal.
    tracker.services.db.prepare('INSERT INTO purges SELECT id FROM runs WHERE uuid = ?').run(half);
    const restored = await post(tracker, 'rpc/runs/restore', { ids: [half] });
    assert.match(restored.textAt('error.message'), /is being deleted for good/);
    assert.equal((await post(tracker, 'runs/restore', { run_id: half })).at('error_code'), 'INVALID_PARAMETER_VALUE');
    assert.match(JSON.stringify((await post(tracker, 'rpc/journal/undo', { id: undo })).at('kept')), /for good/);
    await folder.close(tracker);
    tracker = await folder.start();
    await folder.close(tracker);
    tracker = await folder.start();
    assert.equal(count('SELECT count(*) FROM runs WHERE uuid = ?', half), 0);
    assert.equal(existsSync(artifactsOf(half)), false);
    assert.equal(count('SELECT lifecycle FROM runs WHERE uuid = ?', whole), 'active');
    assert.ok(existsSync(artifactsOf(whole)));
  });
});

describe('the code of runs that are deleted for good', () => {
  it('is let go of by Git', async () => {
    const folder = await TrackerFolder.make();
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
        cwd: folder.path,
        encoding: 'utf8',
      });
    try {
      git('init', '--quiet');
      writeFileSync(join(folder.path, '.gitignore'), '.modeltrail/\n');
      git('add', '.');
      git('commit', '--quiet', '--message', 'Begin');
      const tracker = await folder.start();
      const [kept, gone] = [await createRun(tracker), await createRun(tracker)];
      for (const id of [kept, gone]) {
        // The stamp of a run may go on after its reply.
        while (!git('for-each-ref', '--format=%(refname)').includes(id)) await post(tracker, 'rpc/tracker/status');
      }
      await post(tracker, 'rpc/runs/delete', { ids: [gone] });
      assert.equal((await post(tracker, 'rpc/trash/empty')).at('runs'), 1);
      const refs = git('for-each-ref', '--format=%(refname)', 'refs/modeltrail/');
      assert.equal(refs.trim(), `refs/modeltrail/runs/${kept}`);
    } finally {
      await folder.remove();
    }
  });
});
