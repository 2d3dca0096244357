import assert from 'node:assert/strict';
import { realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bisection } from '../../../../src/protocol/staleness';
import { readRunCode, readRunInfo, writeSurroundings } from '../../../../src/runs';
import type { Tracker } from '../../../../src/tracker/start';
import { eventually } from '../../../support/eventually';
import { commitAll, git, makeRepository, removeFolder, write } from '../../git/repositoryFixture';
import { post, TrackerFolder } from '../trackerFixture';

describe('asking what made a run worse', () => {
  let folder: TrackerFolder;
  let tracker: Tracker;
  let commits: string[];
  const beside: string[] = [];
  beforeEach(async () => {
    folder = await TrackerFolder.make();
    commits = [];
    await makeRepository(folder.path);
    await write(folder.path, { '.gitignore': '.modeltrail/\n' });
    tracker = await folder.start();
    await post(tracker, 'rpc/experiments/setPrimaryMetric', { id: '0', key: 'acc', direction: 'max' });
  });
  afterEach(async () => {
    await folder.remove();
    for (const path of beside.splice(0)) await removeFolder(path);
  });

  async function commit(files: Readonly<Record<string, string>>): Promise<void> {
    await write(folder.path, files);
    commits.push(await commitAll(folder.path));
  }

  interface Made {
    readonly params?: Readonly<Record<string, string>>;
    readonly tags?: Readonly<Record<string, string>>;
    readonly status?: string;
  }

  /** A finished run of the code as it lies there, whose snapshot has been taken. */
  async function record(
    acc: number | null,
    { params = {}, tags = {}, status = 'FINISHED' }: Made = {},
  ): Promise<string> {
    const asPairs = (pairs: Readonly<Record<string, string>>) =>
      Object.entries(pairs).map(([key, value]) => ({ key, value }));
    const made = await post(tracker, 'runs/create', { experiment_id: '0', tags: asPairs(tags) });
    const id = made.textAt('run.info.run_id');
    const metrics = acc === null ? [] : [{ key: 'acc', value: acc, timestamp: 1, step: 0 }];
    await post(tracker, 'runs/log-batch', { run_id: id, params: asPairs(params), metrics });
    await post(tracker, 'runs/update', { run_id: id, status, end_time: 2 });
    const { db } = tracker.services;
    await eventually(
      'The snapshot of the run',
      () => readRunCode(db, readRunInfo(db, id).row),
      (code) => code !== null && code.tree !== null,
      20_000,
    );
    return id;
  }

  async function ask(good: string, bad: string, metric?: string): Promise<Bisection> {
    const answer = await post(tracker, 'rpc/runs/bisect', { good, bad, ...(metric === undefined ? {} : { metric }) });
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text) as Bisection;
  }

  it('suggests the commit in the middle, and then names the one that made it worse', async () => {
    await commit({ 'train.py': '1\n' });
    const good = await record(0.9);
    await commit({ 'train.py': '2\n' });
    const second = await record(0.89);
    await commit({ 'train.py': '3\n' });
    await commit({ 'train.py': '4\n' });
    const bad = await record(0.6);
    const found = await ask(good, bad);
    assert.equal(found.metric, 'acc');
    assert.deepEqual(
      found.commits.map((each) => each.commit),
      commits,
    );
    assert.deepEqual(
      found.commits.map(({ runs }) => runs.map(({ id }) => id)),
      [[good], [second], [], [bad]],
    );
    assert.deepEqual([found.next, found.between], [commits[2], { good: commits[1], bad: commits[3] }]);
    await git(folder.path, 'checkout', '--quiet', commits[2] ?? '');
    await record(0.61);
    const after = await ask(good, bad);
    assert.deepEqual([after.next, after.between], [null, { good: commits[1], bad: commits[2] }]);
  });

  it('trusts a run beside which untracked files lay, but none whose code was changed', async () => {
    await commit({ 'train.py': '1\n' });
    const good = await record(0.9);
    await commit({ 'train.py': '2\n' });
    await write(folder.path, { 'out/log.txt': 'left behind\n', '.env': 'A=1\n' });
    await record(0.89);
    await rm(join(folder.path, 'out'), { recursive: true });
    await rm(join(folder.path, '.env'));
    await commit({ 'train.py': '3\n' });
    await write(folder.path, { 'train.py': '3 changed\n' });
    await record(0.5);
    await commit({ 'train.py': '4\n' });
    const bad = await record(0.5);
    const { commits: line, next, between } = await ask(good, bad);
    assert.deepEqual(
      line.map(({ runs }) => runs.map(({ clean }) => clean)),
      [[true], [true], [false], [true]],
    );
    assert.deepEqual([next, between?.good], [commits[2], commits[1]]);
  });

  it('weighs changed files by the code of other runs, and says what comes with them', async () => {
    await commit({ 'train.py': '1\n', 'model.py': '1\n', '.env': 'A=1\n' });
    const good = await record(0.9, { params: { lr: '1' } });
    await record(0.88, { params: { lr: '1' } });
    await commit({ 'train.py': '2\n', 'model.py': '2\n' });
    const bad = await record(0.5, { params: { lr: '2' } });
    await record(0.52, { params: { lr: '1' } });
    await record(0.1, { params: { lr: '2' }, status: 'FAILED' });
    const { suspects, next, history } = await ask(good, bad);
    assert.deepEqual([next, history], [null, null]);
    assert.deepEqual(
      suspects.map(({ kind, key, togetherWith }) => [kind, key, togetherWith]),
      [
        ['file', 'model.py', ['train.py']],
        ['file', 'train.py', ['model.py']],
        ['param', 'lr', []],
      ],
    );
    assert.ok(Math.abs((suspects[0]?.evidence?.share ?? NaN) - 0.9) < 1e-9);
    assert.equal(suspects[2]?.evidence, null);
  });

  it('suspects no file that a snapshot left out', async () => {
    await commit({ 'train.py': '1\n' });
    await git(folder.path, 'add', '--force', '.');
    await write(folder.path, { 'credentials.json': '{"a": 1}\n' });
    const good = await record(0.9);
    await commit({ 'train.py': '2\n' });
    const bad = await record(0.5);
    assert.deepEqual(
      (await ask(good, bad)).suspects.map(({ key }) => key),
      ['train.py'],
    );
  });

  it('says why there is no history, and answers without a metric', async () => {
    await commit({ 'train.py': '1\n' });
    const one = await record(0.9);
    await write(folder.path, { 'train.py': '2\n' });
    const other = await record(0.5);
    const same = await ask(one, other, 'nothing');
    assert.deepEqual([same.commits, same.history], [[], 'Both runs were made at the same commit.']);
    assert.deepEqual([same.good.value, same.next, same.suspects.length], [null, null, 1]);
    await git(folder.path, 'checkout', '--quiet', '--orphan', 'other');
    await commit({ 'train.py': '3\n' });
    const unrelated = await record(0.4);
    assert.equal((await ask(one, unrelated)).history, "Neither run's commit leads to the other's.");
    await rm(join(folder.path, '.git'), { recursive: true });
    const gone = await ask(one, unrelated);
    assert.match(gone.history ?? '', /is in no Git repository/);
    assert.deepEqual(gone.suspects, []);
  });

  it('refuses a run against itself and runs that are not there', async () => {
    await commit({ 'train.py': '1\n' });
    const one = await record(0.9);
    assert.equal((await post(tracker, 'rpc/runs/bisect', { good: one, bad: one })).at('error.code'), 'INVALID_VALUE');
    const missing = await post(tracker, 'rpc/runs/bisect', { good: one, bad: 'f'.repeat(32) });
    assert.equal(missing.at('error.code'), 'RUN_NOT_FOUND');
  });

  it('hands over the command of the bad run, and where it ran', async () => {
    await commit({ 'train.py': '1\n', 'jobs/x.py': '1\n' });
    const good = await record(0.9);
    await commit({ 'train.py': '2\n' });
    const bad = await record(0.5);
    const { db } = tracker.services;
    const process = { pid: 1, commandLine: ['python', 'x.py'], executable: null, user: null };
    const inside = { ...process, workingDirectory: join(await realpath(folder.path), 'jobs') };
    writeSurroundings(db, readRunInfo(db, bad).row, { process: inside, environment: null });
    const found = await ask(good, bad);
    assert.deepEqual([found.commandLine, found.commandFolder], [['python', 'x.py'], 'jobs']);
    const outside = { ...process, workingDirectory: dirname(await realpath(folder.path)) };
    writeSurroundings(db, readRunInfo(db, bad).row, { process: outside, environment: null });
    assert.equal((await ask(good, bad)).commandFolder, null);
  });

  it('checks a commit out beside the workspace, and stamps runs made there with it', async () => {
    await commit({ 'train.py': '1\n' });
    await commit({ 'train.py': '2\n' });
    const answer = await post(tracker, 'rpc/code/openCommit', { commit: commits[0] });
    assert.equal(answer.status, 200, answer.text);
    const target = answer.textAt('folder');
    beside.push(target);
    assert.equal(target, `${await realpath(folder.path)}-${commits[0]?.slice(0, 7) ?? ''}`);
    assert.ok((await stat(join(target, 'train.py'))).isFile());
    const id = await record(0.9, { tags: { 'modeltrail.codeFolder': target } });
    const { db } = tracker.services;
    const code = readRunCode(db, readRunInfo(db, id).row);
    assert.deepEqual([code?.commit, code?.branch, code?.dirty], [commits[0], null, false]);
    const elsewhere = await record(0.9, { tags: { 'modeltrail.codeFolder': '/nowhere' } });
    assert.equal(readRunCode(db, readRunInfo(db, elsewhere).row)?.commit, commits[1]);
    assert.equal((await post(tracker, 'rpc/code/openCommit', { commit: '--all' })).status, 400);
  });
});
