import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { ModelTrailError } from '../../../src/protocol/errors';
import { startTracker, type Tracker } from '../../../src/tracker/start';
import { backUpToday } from '../../../src/tracker/backups';
import { createRun, post, send, TrackerFolder } from './trackerFixture';

describe('a tracker in trouble', () => {
  let folder: TrackerFolder;
  beforeEach(async () => {
    folder = await TrackerFolder.make();
  });
  afterEach(() => folder.remove());

  const homePath = (...parts: readonly string[]): string => join(folder.path, '.modeltrail', ...parts);
  const address = (): { port: number; running: boolean } =>
    JSON.parse(readFileSync(homePath('tracker.json'), 'utf8')) as { port: number; running: boolean };
  const logSteps = (tracker: Tracker, id: string, from: number, count: number) =>
    post(tracker, 'runs/log-batch', {
      run_id: id,
      metrics: Array.from({ length: count }, (_, index) => ({
        key: 'loss',
        value: index,
        timestamp: 1,
        step: from + index,
      })),
    });

  describe('with a damaged store', () => {
    /** Overwrites the pages of one table's tree, but for its root, in a closed store. */
    const damagePoints = (): void => {
      const file = homePath('store.db');
      const db = new Database(file);
      db.pragma('wal_checkpoint(TRUNCATE)');
      const pageSize = Number(db.pragma('page_size', { simple: true }));
      const root = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'points'").pluck().get());
      db.close();
      const descriptor = openSync(file, 'r+');
      writeSync(descriptor, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (root - 1) * pageSize);
      closeSync(descriptor);
    };
    const damaged = async (): Promise<{ tracker: Tracker; id: string }> => {
      const healthy = await folder.start();
      const id = await createRun(healthy);
      await post(healthy, 'runs/log-parameter', { run_id: id, key: 'lr', value: '0.1' });
      assert.equal((await logSteps(healthy, id, 0, 1000)).status, 200);
      await backUpToday(healthy.services);
      await folder.close(healthy);
      damagePoints();
      return { tracker: await folder.start(), id };
    };

    it('refuses one whose header is gone, and leaves it as it is', async () => {
      await folder.close(await folder.start());
      writeFileSync(homePath('store.db'), Buffer.alloc(64 * 1024, 7));
      await assert.rejects(folder.start(), { code: 'STORE_DAMAGED', hint: /restore-backup/ });
      assert.deepEqual(readFileSync(homePath('store.db')), Buffer.alloc(64 * 1024, 7));
      assert.ok(!existsSync(homePath('store.db-wal')));
    });

    it('reads on when it meets a damaged page, refuses to write, and names the backup', async () => {
      const { tracker, id } = await damaged();
      const before = await post(tracker, 'rpc/tracker/status');
      assert.equal(before.at('damaged'), null);
      const write = await logSteps(tracker, id, 1000, 10);
      assert.equal(write.status, 403);
      assert.equal(write.at('error_code'), 'PERMISSION_DENIED');
      assert.match(write.textAt('hint'), /restore-backup .*store-\d{4}-\d\d-\d\d\.db/);
      const param = await post(tracker, 'runs/log-parameter', { run_id: id, key: 'seed', value: '1' });
      assert.equal(param.status, 403);
      assert.match(param.textAt('message'), /damaged/);
      const read = await send(tracker, `/api/2.0/mlflow/runs/get?run_id=${id}`);
      assert.deepEqual(read.at('run.data.params'), [{ key: 'lr', value: '0.1' }]);
      const after = await post(tracker, 'rpc/tracker/status');
      assert.match(after.textAt('damaged'), /malformed/);
      const ours = await post(tracker, 'rpc/runs/change', { ids: [id], name: 'other' });
      assert.equal(ours.at('error.code'), 'STORE_DAMAGED');
      assert.match(ours.textAt('error.hint'), /restore-backup/);
    });

    it('is found by a check, and then makes no backup that could push out a good one', async () => {
      const { tracker } = await damaged();
      const check = await post(tracker, 'rpc/tracker/check');
      assert.notDeepEqual(check.listAt('problems'), []);
      assert.match((await post(tracker, 'rpc/tracker/status')).textAt('damaged'), /./);
      const services = { ...tracker.services, now: () => tracker.services.now() + 48 * 3600_000 };
      assert.equal(await backUpToday(services), null);
      assert.equal(readdirSync(homePath('backups')).length, 1);
    });
  });

  it('makes one backup a day when something changed, keeps three, and lists them', async () => {
    const day = 24 * 3600_000;
    const clock = { now: Date.parse('2026-11-24T12:00:00Z') };
    const tracker = await folder.start({ now: () => clock.now });
    await createRun(tracker);
    const made = [];
    for (let days = 0; days < 5; days += 1) {
      await createRun(tracker);
      made.push(await backUpToday(tracker.services));
      assert.equal(await backUpToday(tracker.services), null, 'once a day');
      clock.now += day;
    }
    assert.ok(made.every((file) => file !== null));
    assert.equal(await backUpToday(tracker.services), null, 'nothing changed');
    const backups = await post(tracker, 'rpc/tracker/backups');
    assert.deepEqual(
      [0, 1, 2, 3].map((index) =>
        backups.at(`${index}`) === undefined ? null : backups.textAt(`${index}.file`).slice(-13),
      ),
      ['2026-11-28.db', '2026-11-27.db', '2026-11-26.db', null],
    );
    assert.deepEqual(readdirSync(homePath('backups')).length, 3);
    const copy = new Database(backups.textAt('0.file'), { readonly: true });
    assert.equal(copy.pragma('integrity_check', { simple: true }), 'ok');
    assert.equal(copy.prepare('SELECT count(*) FROM runs').pluck().get(), 6);
    copy.close();
  });

  it('says that the disk is full, keeps what it acknowledged, and goes on when there is space', async () => {
    const tracker = await folder.start();
    const { db } = tracker.services;
    const id = await createRun(tracker);
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 20}`);
    let acknowledged = 0;
    let refusal = await logSteps(tracker, id, 0, 1000);
    while (refusal.status === 200) {
      acknowledged += 1000;
      refusal = await logSteps(tracker, id, acknowledged, 1000);
    }
    assert.equal(refusal.status, 500, 'so that the client tries again');
    assert.match(refusal.textAt('message'), /disk .* is full/);
    assert.match(refusal.textAt('hint'), /space/);
    const count = (): unknown =>
      db.prepare("SELECT count FROM metrics m JOIN keys k ON k.id = m.key WHERE k.name = 'loss'").pluck().get() ?? 0;
    assert.equal(count(), acknowledged);
    db.pragma('max_page_count = 1000000');
    assert.equal((await logSteps(tracker, id, acknowledged, 1000)).status, 200);
    assert.equal(count(), acknowledged + 1000);
    assert.deepEqual(db.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
  });

  it('leaves inbox lines for later while the disk is full', async () => {
    const tracker = await folder.start();
    const { db } = tracker.services;
    await createRun(tracker);
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 10}`);
    const lines = Array.from(
      { length: 20_000 },
      (_, step) => `${JSON.stringify({ run: 'r', step, metrics: { loss: step } })}\n`,
    );
    writeFileSync(homePath('inbox', 'a.jsonl'), lines.join(''));
    await tracker.inbox.settle();
    const count = (): unknown => db.prepare('SELECT count(*) FROM points').pluck().get();
    assert.ok(Number(count()) < 20_000);
    db.pragma('max_page_count = 1000000');
    await tracker.inbox.settle();
    assert.equal(count(), 20_000);
    assert.ok(!existsSync(homePath('inbox', 'rejected')));
  });

  it('leaves the folder to the next one when .modeltrail was deleted under it', async () => {
    const first = await folder.start();
    assert.ok(first.holdsFolder());
    rmSync(join(folder.path, '.modeltrail'), { recursive: true });
    assert.ok(!first.holdsFolder());
    const second = await folder.start();
    await folder.close(first);
    assert.ok(second.holdsFolder());
    const address = JSON.parse(readFileSync(homePath('tracker.json'), 'utf8')) as object;
    assert.deepEqual({ ...address, url: second.url, running: true }, address);
  });

  it('says what is in its way', async () => {
    const home = join(folder.path, '.modeltrail');
    writeFileSync(home, 'a file where the folder should be');
    await assert.rejects(folder.start(), (error) => {
      assert.ok(error instanceof ModelTrailError);
      assert.deepEqual([error.code, error.message.includes(home)], ['FOLDER_BLOCKED', true]);
      return true;
    });
  });

  it('says that a folder cannot be written', async () => {
    // A link that leads nowhere: to the superuser, no right of a folder is a hindrance.
    symlinkSync(join(folder.path, 'nowhere', 'deep'), join(folder.path, '.modeltrail'), 'junction');
    await assert.rejects(folder.start(), { code: 'STORE_READ_ONLY', hint: /right to write/ });
  });

  it('refuses a store of a newer version and says what to do', async () => {
    await folder.close(await folder.start());
    const db = new Database(homePath('store.db'));
    db.pragma('user_version = 9999');
    db.close();
    await assert.rejects(folder.start(), { code: 'STORE_NEWER', message: /9999/, hint: /Update ModelTrail/ });
  });

  it('takes another port when its own was taken meanwhile, and says so in its address', async () => {
    const first = await folder.start();
    const { port } = first;
    await folder.close(first);
    assert.deepEqual([address().port, address().running], [port, false]);
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    try {
      const second = await folder.start();
      assert.notEqual(second.port, port);
      assert.deepEqual([address().port, address().running], [second.port, true]);
      assert.equal((await send(second, '/health')).text, 'OK');
    } finally {
      stranger.close();
    }
  });

  it('refuses the one port it was told to take', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const taken = stranger.address();
    assert.ok(taken !== null && typeof taken === 'object');
    try {
      await assert.rejects(folder.start({ port: taken.port }), { code: 'PORT_TAKEN', hint: /another port/ });
    } finally {
      stranger.close();
    }
    await folder.start();
  });

  it('is alone on its folder', async () => {
    const first = await folder.start();
    await assert.rejects(startTracker({ folder: folder.path }), {
      code: 'TRACKER_RUNNING',
      message: new RegExp(String(first.port)),
    });
    assert.equal((await send(first, '/health')).text, 'OK');
    assert.equal(address().running, true);
  });

  it('keeps order and ids apart when the clock goes back', async () => {
    const clock = { now: Date.parse('2026-11-24T12:00:00Z') };
    const tracker = await folder.start({ now: () => (clock.now -= 60_000) });
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await createRun(tracker));
    assert.equal(new Set(ids).size, 5);
    const [id = ''] = ids;
    for (let step = 0; step < 5; step += 1) {
      const point = { run_id: id, key: 'loss', value: step, timestamp: clock.now - step, step };
      assert.equal((await post(tracker, 'runs/log-metric', point)).status, 200);
    }
    const history = await send(tracker, `/api/2.0/mlflow/metrics/get-history?run_id=${id}&metric_key=loss`);
    assert.equal(history.listAt('metrics').length, 5);
    const run = await send(tracker, `/api/2.0/mlflow/runs/get?run_id=${id}`);
    assert.equal(run.at('run.data.metrics.0.value'), 4, 'the latest is the one of the highest step');
    const page = await post(tracker, 'rpc/runs/page', { limit: 2 });
    const rest = await post(tracker, 'rpc/runs/page', { limit: 3, after: page.at('next') });
    const seen = [0, 1]
      .map((index) => page.textAt(`runs.${index}.id`))
      .concat([0, 1, 2].map((index) => rest.textAt(`runs.${index}.id`)));
    assert.deepEqual([...seen].sort(), [...ids].sort());
  });

  it('counts requests and inbox lines as use, and a running run as need', async () => {
    const clock = { now: 1_000_000 };
    const tracker = await folder.start({ now: () => clock.now });
    assert.equal(tracker.idleSince(), 1_000_000);
    clock.now += 5000;
    const id = await createRun(tracker);
    assert.equal(tracker.idleSince(), null);
    await post(tracker, 'runs/update', { run_id: id, status: 'FINISHED' });
    assert.equal(tracker.idleSince(), 1_005_000);
    clock.now += 5000;
    writeFileSync(homePath('inbox', 'a.jsonl'), `${JSON.stringify({ run: id, status: 'FINISHED' })}\n`);
    await tracker.inbox.settle();
    assert.equal(tracker.idleSince(), 1_010_000);
  });

  it('folds its log into the store when it ends', async () => {
    const tracker = await folder.start();
    await createRun(tracker);
    await folder.close(tracker);
    assert.equal(statSync(homePath('store.db-wal'), { throwIfNoEntry: false }), undefined);
  });
});
