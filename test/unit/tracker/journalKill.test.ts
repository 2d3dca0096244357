import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { trackerReady } from '../../../src/protocol/address';
import { eventually } from '../../support/eventually';

const runs = 120;

interface Running {
  readonly process: ChildProcess;
  readonly ask: (path: string, body: object) => Promise<unknown>;
}

describe('a tracker killed while it empties the Trash', () => {
  let folder: string;
  let tracker: Running;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-kill-trash-'));
    tracker = await start(folder);
  });

  after(async () => {
    const ended = once(tracker.process, 'exit');
    tracker.process.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('loses nothing of other runs, and the next one finishes', async function () {
    this.timeout(60_000);
    const ids: string[] = [];
    for (let index = 0; index < runs; index += 1) ids.push(await makeRun());
    const gone = ids.filter((_, index) => index % 2 === 0);
    const kept = ids.filter((_, index) => index % 2 === 1);
    await tracker.ask('api/modeltrail/v1/rpc/runs/delete', { ids: gone });

    const db = new Database(join(folder, '.modeltrail', 'store.db'), { readonly: true });
    try {
      const count = db.prepare('SELECT count(*) FROM runs').pluck();
      const ended = once(tracker.process, 'exit');
      const emptying = tracker.ask('api/modeltrail/v1/rpc/trash/empty', {}).catch(() => undefined);
      while (count.get() === runs) await new Promise(setImmediate);
      tracker.process.kill('SIGKILL');
      await Promise.all([ended, emptying]);
      const left = Number(count.get());
      assert.ok(left > kept.length && left < runs, `killed in the middle: ${left} runs are left`);

      tracker = await start(folder);
      await eventually(
        'An empty Trash',
        () => count.get(),
        (found) => found === kept.length,
      );
      assert.deepEqual(db.prepare('SELECT uuid FROM runs ORDER BY id').pluck().all(), kept);
      const points = db.prepare("SELECT count(*) FROM points p JOIN keys k ON k.id = p.key WHERE k.name = 'loss'");
      assert.equal(points.pluck().get(), kept.length * 50);
      assert.equal(db.prepare('SELECT count(*) FROM purges').pluck().get(), 0);
      assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    } finally {
      db.close();
    }
    assert.deepEqual(
      kept.filter((id) => !existsSync(fileOf(id))),
      [],
    );
    assert.deepEqual(
      gone.filter((id) => existsSync(fileOf(id))),
      [],
    );
  });

  const fileOf = (id: string): string => join(folder, '.modeltrail', 'artifacts', '0', id, 'artifacts', 'model.bin');

  async function makeRun(): Promise<string> {
    const made = (await tracker.ask('api/2.0/mlflow/runs/create', { experiment_id: '0' })) as {
      run: { info: { run_id: string } };
    };
    const id = made.run.info.run_id;
    const metrics = Array.from({ length: 50 }, (_, step) => ({ key: 'loss', value: step, timestamp: 1, step }));
    await tracker.ask('api/2.0/mlflow/runs/log-batch', { run_id: id, metrics });
    mkdirSync(join(fileOf(id), '..'), { recursive: true });
    writeFileSync(fileOf(id), 'weights');
    return id;
  }
});

async function start(folder: string): Promise<Running> {
  const child = spawn(process.execPath, [resolve('dist/tracker.js'), '--folder', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, token } = trackerReady.parse(JSON.parse(line));
  return {
    process: child,
    ask: async (path, body) => {
      const reply = await fetch(`${url}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      const answer: unknown = await reply.json();
      assert.equal(reply.status, 200, JSON.stringify(answer));
      return answer;
    },
  };
}
