import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { layoutOf } from '../../../src/protocol/layout';
import { Desk } from './desk';
import { documents, errorCode } from './documents';

describe('a backup', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  it('brings back the store of its time; the store it replaces is kept', async () => {
    const { runId } = await desk.ask('exec', ['exec', '--', 'true']);
    const { file, sizeBytes } = await desk.ask('file', ['backup', 'kept.db']);
    assert.equal(file, join(desk.folder, 'kept.db'));
    assert.equal(statSync(file).size, sizeBytes);
    await desk.ask('exec', ['exec', '--', 'true']);
    await desk.stopTracker();
    const { store, kept } = await desk.ask('restored', ['restore-backup', 'kept.db']);
    assert.equal(store, layoutOf(desk.folder).store);
    assert.ok(kept !== null && existsSync(kept));
    const { runs } = await desk.ask('page', ['runs', 'list']);
    assert.deepEqual(
      runs.map((run) => run.id),
      [runId],
    );
    await desk.stopTracker();
    await desk.ask('restored', ['restore-backup', kept]);
    assert.equal((await desk.ask('page', ['runs', 'list'])).total, 2);
  });

  it('never replaces a file that is there', async () => {
    writeFileSync(join(desk.folder, 'mine.db'), 'mine');
    const { code, stdout } = await desk.run(['backup', 'mine.db', '--json']);
    assert.deepEqual([code, errorCode(stdout)], [3, 'FILE_EXISTS']);
    assert.equal(readFileSync(join(desk.folder, 'mine.db'), 'utf8'), 'mine');
  });

  it('says so when there is no folder for it', async () => {
    const { code, stdout } = await desk.run(['backup', 'no/such/folder.db', '--json']);
    assert.deepEqual([code, errorCode(stdout)], [3, 'FILE_NOT_WRITTEN']);
  });

  it('is not restored while a tracker runs', async () => {
    await desk.ask('file', ['backup', 'kept.db']);
    const { code, stdout } = await desk.run(['restore-backup', 'kept.db', '--json']);
    assert.deepEqual([code, errorCode(stdout)], [3, 'TRACKER_RUNNING']);
  });

  it('that is damaged, or no store at all, changes nothing', async () => {
    await desk.ask('exec', ['exec', '--', 'true']);
    await desk.ask('file', ['backup', 'kept.db']);
    await desk.stopTracker();
    const { home, store } = layoutOf(desk.folder);
    const before = readFileSync(store);
    truncateSync(join(desk.folder, 'kept.db'), 20_000);
    writeFileSync(join(desk.folder, 'text.db'), 'no store, '.repeat(1000));
    for (const file of ['kept.db', 'text.db']) {
      const { code, stdout } = await desk.run(['restore-backup', file, '--json']);
      assert.deepEqual([code, errorCode(stdout)], [3, 'STORE_DAMAGED'], file);
    }
    const missing = await desk.run(['restore-backup', 'nowhere.db', '--json']);
    assert.equal(errorCode(missing.stdout), 'FILE_NOT_FOUND');
    assert.ok(readFileSync(store).equals(before));
    assert.deepEqual(
      readdirSync(home).filter((name) => name.includes('restor')),
      [],
    );
  });
});

describe('artifacts', () => {
  let desk: Desk;
  let runId: string;

  beforeEach(async () => {
    desk = await Desk.open();
    ({ runId } = await desk.ask('exec', ['exec', '--', 'echo', 'hello']));
  });

  afterEach(() => desk.close());

  it('are listed by folder, with sizes', async () => {
    const top = await desk.ask('artifacts', ['artifacts', 'list', runId]);
    assert.deepEqual(top.files, [{ path: 'logs', isDir: true, sizeBytes: null }]);
    const logs = await desk.ask('artifacts', ['artifacts', 'list', runId, 'logs']);
    assert.deepEqual(logs.files, [
      { path: 'logs/stderr.txt', isDir: false, sizeBytes: 0 },
      { path: 'logs/stdout.txt', isDir: false, sizeBytes: 6 },
    ]);
    assert.equal(
      (await desk.run(['artifacts', 'list', runId, 'logs'])).stdout,
      'SIZE  PATH\n 0 B  logs/stderr.txt\n 6 B  logs/stdout.txt\n',
    );
  });

  it('are fetched as a file, as a folder, and to stdout', async () => {
    await desk.ask('file', ['artifacts', 'get', '@latest', 'logs/stdout.txt']);
    assert.equal(readFileSync(join(desk.folder, 'stdout.txt'), 'utf8'), 'hello\n');
    const { sizeBytes } = await desk.ask('file', ['artifacts', 'get', runId, 'logs/', '--output', 'new/place']);
    assert.equal(sizeBytes, 6);
    assert.deepEqual(readdirSync(join(desk.folder, 'new/place')).sort(), ['stderr.txt', 'stdout.txt']);
    assert.deepEqual(readdirSync(join(desk.folder, 'new')), ['place']);
    const shown = await desk.run(['artifacts', 'get', runId, 'logs/stdout.txt', '--output', '-']);
    assert.deepEqual(shown, { code: 0, stdout: 'hello\n', stderr: '' });
  });

  it('never overwrite a file, and are said to be missing when they are', async () => {
    writeFileSync(join(desk.folder, 'stdout.txt'), 'mine');
    const taken = await desk.run(['artifacts', 'get', runId, 'logs/stdout.txt', '--json']);
    assert.deepEqual([taken.code, errorCode(taken.stdout)], [3, 'FILE_EXISTS']);
    const missing = await desk.run(['artifacts', 'get', runId, 'logs/none.txt', '--json']);
    assert.deepEqual([missing.code, errorCode(missing.stdout)], [3, 'ARTIFACT_NOT_FOUND']);
    const outside = await desk.run(['artifacts', 'get', runId, '../../../../token', '--json']);
    assert.notEqual(outside.code, 0);
    assert.ok(!existsSync(join(desk.folder, 'token')));
  });
});

describe('doctor', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  it('starts no tracker where nothing was recorded', async () => {
    const { ok, checks } = await desk.ask('doctor', ['doctor']);
    assert.equal(ok, true);
    assert.ok(checks.some(({ name, state }) => name === 'Tracker' && state === 'note'));
    assert.ok(!existsSync(layoutOf(desk.folder).address));
  });

  it('looks at the store through its tracker', async () => {
    await desk.ask('exec', ['exec', '--', 'true']);
    await desk.stopTracker();
    const { ok, checks } = await desk.ask('doctor', ['doctor']);
    assert.equal(ok, true);
    const names = checks.filter(({ state }) => state === 'ok').map(({ name }) => name);
    for (const name of ['ModelTrail', 'Node', 'Folder', 'Tracker', 'Store', 'Git'])
      assert.ok(names.includes(name), name);
    const { stdout } = await desk.run(['doctor']);
    assert.match(stdout, /^✓ ModelTrail +\d/);
  });

  it('counts the log of the store as part of it', async () => {
    await desk.ask('exec', ['exec', '--', 'true']);
    const { storeBytes } = await (await desk.tracker()).ask('tracker/status', {});
    const { store } = layoutOf(desk.folder);
    assert.ok(statSync(store).size < statSync(`${store}-wal`).size);
    assert.ok(storeBytes >= statSync(`${store}-wal`).size);
  });

  it('answers no where a file has the name of the folder that ModelTrail needs', async () => {
    const { home } = layoutOf(desk.folder);
    rmSync(home, { recursive: true });
    writeFileSync(home, '');
    const { code, stdout } = await desk.run(['doctor', '--json']);
    const { checks } = documents.doctor.parse(JSON.parse(stdout));
    assert.equal(code, 1);
    assert.match(checks.find(({ name }) => name === 'Folder')?.remedy ?? '', /^Move it away/);
    const listing = await desk.run(['runs', 'list', '--json']);
    assert.deepEqual([listing.code, errorCode(listing.stdout)], [3, 'FOLDER_BLOCKED']);
  });

  it('answers no, with the remedy, when the store is damaged', async () => {
    mkdirSync(layoutOf(desk.folder).home, { recursive: true });
    writeFileSync(layoutOf(desk.folder).store, 'no store, '.repeat(1000));
    const { code, stdout } = await desk.run(['doctor', '--json']);
    const { ok, checks } = documents.doctor.parse(JSON.parse(stdout));
    assert.deepEqual([code, ok], [1, false]);
    const wrong = checks.filter(({ state }) => state === 'wrong');
    assert.equal(wrong.length, 1);
    assert.match(wrong[0]?.remedy ?? '', /restore-backup/);
  });
});
