import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Staleness } from '../../../../src/protocol/staleness';
import { readRunCode, readRunInfo, writeRunCode } from '../../../../src/runs';
import type { Tracker } from '../../../../src/tracker/start';
import { eventually } from '../../../support/eventually';
import { commitAll, git, makeRepository, write } from '../../git/repositoryFixture';
import { createRun, post, TrackerFolder } from '../trackerFixture';

describe("a run's code against the workspace now", () => {
  let folder: TrackerFolder;
  let tracker: Tracker;
  beforeEach(async () => {
    folder = await TrackerFolder.make();
    await makeRepository(folder.path, { 'train.py': '1\n', 'model.py': '1\n' });
    tracker = await folder.start();
  });
  afterEach(() => folder.remove());

  /** A run whose snapshot has been taken. */
  async function record(): Promise<string> {
    const id = await createRun(tracker);
    const { db } = tracker.services;
    await eventually(
      'The snapshot of the run',
      () => Promise.resolve(readRunCode(db, readRunInfo(db, id).row)),
      (code) => code !== null && (code.tree !== null || code.problem !== null),
      20_000,
    );
    return id;
  }

  async function ask(ids: readonly string[], fresh = true): Promise<readonly Staleness[]> {
    const answer = await post(tracker, 'rpc/runs/staleness', { ids, fresh });
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text) as Staleness[];
  }

  const same = (id: string): Staleness => ({ id, state: 'same', files: 0, data: [], reason: null });

  it('says same, then how many files differ, and same again', async () => {
    const id = await record();
    assert.deepEqual(await ask([id]), [same(id)]);
    await write(folder.path, { 'train.py': '2\n', 'new.py': '1\n' });
    assert.deepEqual(await ask([id]), [{ ...same(id), state: 'differs', files: 2 }]);
    await write(folder.path, { 'train.py': '1\n' });
    await rm(join(folder.path, 'new.py'));
    assert.deepEqual(await ask([id]), [same(id)]);
  });

  it('tells runs of other commits apart, whatever the order', async () => {
    const first = await record();
    await write(folder.path, { 'train.py': '2\n' });
    await commitAll(folder.path);
    const second = await record();
    await write(folder.path, { 'model.py': '2\n' });
    const states = await ask([second, first, second]);
    assert.deepEqual(
      states.map(({ id, files }) => [id, files]),
      [
        [second, 1],
        [first, 2],
        [second, 1],
      ],
    );
  });

  it('does not count what the snapshot left out, when it was taken or now', async () => {
    await write(folder.path, { '.env': 'TOKEN=1\n', 'credentials.json': '{"key": 1}\n' });
    const id = await record();
    await write(folder.path, { '.env': 'TOKEN=2\n', '.env.local': 'A=1\n' });
    assert.deepEqual(await ask([id]), [same(id)]);
    // Left out then, committed now: what the run had is not known.
    await git(folder.path, 'add', '--force', '.env');
    await git(folder.path, 'commit', '--quiet', '--message', 'Share the token');
    assert.deepEqual(await ask([id]), [same(id)]);
  });

  it('names data that is pinned in another version, or no more', async () => {
    const pointer = (path: string, digit: string): string =>
      `outs:\n- md5: ${digit.repeat(32)}\n  path: ${path}\n  hash: md5\n`;
    await write(folder.path, { 'raw.csv.dvc': pointer('raw.csv', 'a'), 'test.csv.dvc': pointer('test.csv', 'b') });
    const id = await record();
    assert.deepEqual(await ask([id]), [same(id)]);
    await write(folder.path, { 'raw.csv.dvc': pointer('raw.csv', 'c'), 'more.csv.dvc': pointer('more.csv', 'd') });
    assert.deepEqual(await ask([id]), [{ ...same(id), state: 'differs', files: 2, data: ['raw.csv'] }]);
    await rm(join(folder.path, 'test.csv.dvc'));
    assert.deepEqual((await ask([id]))[0]?.data, ['raw.csv', 'test.csv']);
    // In the middle of a merge: nothing is known of this file's data.
    await write(folder.path, { 'raw.csv.dvc': '<<<<<<< HEAD\nouts:\n' });
    assert.deepEqual((await ask([id]))[0]?.data, ['test.csv']);
  });

  it('says why it is not known', async () => {
    const gone = await record();
    const { db } = tracker.services;
    const { row } = readRunInfo(db, gone);
    const code = readRunCode(db, row);
    assert.ok(code);
    writeRunCode(db, row, { ...code, tree: '1'.repeat(40) });
    const failed = await record();
    writeRunCode(db, readRunInfo(db, failed).row, { ...code, tree: null, problem: 'The disk was full.' });
    const there = await record();
    assert.deepEqual(
      (await ask([gone, failed, there])).map(({ state, reason }) => [state, reason]),
      [
        ['unknown', 'The snapshot of its code is no longer in the repository.'],
        ['unknown', 'The disk was full.'],
        ['same', null],
      ],
    );
  });

  it('does not let a snapshot that is half gone hide the others', async () => {
    const damaged = await record();
    await write(folder.path, { 'deep/er/file.py': '1\n' });
    await commitAll(folder.path);
    const whole = await record();
    const { db } = tracker.services;
    const { row } = readRunInfo(db, damaged);
    const code = readRunCode(db, row);
    assert.ok(code);
    const broken = await brokenTree(folder.path);
    writeRunCode(db, row, { ...code, tree: broken });
    assert.deepEqual(
      (await ask([damaged, whole])).map(({ state }) => state),
      ['unknown', 'same'],
    );
  });

  it('answers in a folder that is no repository, and leaves out runs that are gone', async () => {
    const id = await record();
    await rm(join(folder.path, '.git'), { recursive: true });
    const [state, ...more] = await ask([id, 'f'.repeat(32)]);
    assert.deepEqual(more, []);
    assert.equal(state?.state, 'unknown');
    assert.match(state.reason ?? '', /is in no Git repository/);
  });

  it('answers many questions at once from the same state', async () => {
    const id = await record();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => ask([id], index % 3 === 0)));
    assert.deepEqual(
      answers,
      answers.map(() => [same(id)]),
    );
  });
});

/** The id of a tree that names a folder whose own tree is not there. */
async function brokenTree(root: string): Promise<string> {
  await write(root, { 'listing.txt': `040000 tree ${'2'.repeat(40)}\tdeep\n` });
  const id = await git(root, '-c', 'alias.make=!git mktree --missing < listing.txt', 'make');
  await rm(join(root, 'listing.txt'));
  return id;
}
