import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readStamp } from '../../../src/git';
import { commitAll, git, makeFolder, makeRepository, removeFolder, write } from './repositoryFixture';

describe('readStamp', () => {
  let folder: string;
  let root: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
  });
  afterEach(() => removeFolder(folder));

  it('tells root, folder, commit, branch and remote', async () => {
    await makeRepository(root, { 'training/train.py': '1' });
    await git(root, 'remote', 'add', 'origin', 'https://user:token@example.org/team/models.git');
    const { stamp, reason } = await readStamp(join(root, 'training'));
    assert.equal(reason, null);
    assert.deepEqual(stamp, {
      repositoryRoot: root,
      prefix: 'training',
      commit: await git(root, 'rev-parse', 'HEAD'),
      branch: 'main',
      remote: 'https://example.org/team/models.git',
      shallow: false,
    });
  });

  it("prefers the branch's own remote to origin", async () => {
    await makeRepository(root, { a: '1' });
    await git(root, 'remote', 'add', 'origin', 'https://example.org/origin.git');
    await git(root, 'remote', 'add', 'fork', 'https://example.org/fork.git');
    await git(root, 'config', 'branch.main.remote', 'fork');
    assert.equal((await readStamp(root)).stamp?.remote, 'https://example.org/fork.git');
  });

  it('has no commit before the first one', async () => {
    await makeRepository(root);
    const { stamp } = await readStamp(root);
    assert.equal(stamp?.commit, null);
    assert.equal(stamp.branch, 'main');
  });

  it('has no branch when HEAD is detached', async () => {
    await makeRepository(root, { a: '1' });
    await git(root, 'checkout', '--quiet', '--detach');
    const { stamp } = await readStamp(root);
    assert.equal(stamp?.branch, null);
    assert.equal(stamp.commit, await git(root, 'rev-parse', 'HEAD'));
  });

  it('keeps a branch name with slashes, also where a tag has the same name', async () => {
    await makeRepository(root, { a: '1' });
    await git(root, 'checkout', '--quiet', '-b', 'feature/x');
    await git(root, 'tag', 'feature/x');
    assert.equal((await readStamp(root)).stamp?.branch, 'feature/x');
  });

  it('knows a shallow clone', async () => {
    await makeRepository(root, { a: '1' });
    await write(root, { a: '2' });
    await commitAll(root);
    const clone = join(folder, 'clone');
    await git(folder, 'clone', '--quiet', '--depth=1', pathToFileURL(root).href, clone);
    assert.equal((await readStamp(clone)).stamp?.shallow, true);
  });

  it('reads a linked worktree and a submodule as what they are', async () => {
    await makeRepository(root, { a: '1' });
    const linked = join(folder, 'linked');
    await git(root, 'worktree', 'add', '--quiet', '-b', 'side', linked);
    assert.equal((await readStamp(linked)).stamp?.branch, 'side');
    const outer = join(folder, 'outer');
    await makeRepository(outer, { b: '1' });
    await git(outer, 'submodule', '--quiet', 'add', root, 'inner');
    const { stamp } = await readStamp(join(outer, 'inner'));
    assert.equal(stamp?.repositoryRoot, join(outer, 'inner'));
    assert.equal(stamp.commit, await git(root, 'rev-parse', 'HEAD'));
  });

  it('says why there is none', async () => {
    assert.deepEqual(await readStamp(folder), { stamp: null, reason: 'noRepository' });
    const bare = join(folder, 'bare.git');
    await git(folder, 'init', '--quiet', '--bare', bare);
    assert.deepEqual(await readStamp(bare), { stamp: null, reason: 'noWorkTree' });
  });

  it('says that Git is missing when PATH has none', async () => {
    await makeRepository(root, { a: '1' });
    const path = process.env['PATH'];
    try {
      process.env['PATH'] = '';
      assert.deepEqual(await readStamp(root), { stamp: null, reason: 'gitMissing' });
    } finally {
      process.env['PATH'] = path;
    }
    assert.equal((await readStamp(root)).reason, null);
  });

  it('asks the folder, not the variables of a Git hook that it may run under', async () => {
    await makeRepository(root, { a: '1' });
    process.env['GIT_DIR'] = join(folder, 'elsewhere');
    try {
      assert.equal((await readStamp(root)).stamp?.repositoryRoot, root);
    } finally {
      delete process.env['GIT_DIR'];
    }
  });

  it('refuses a folder that does not exist', async () => {
    await assert.rejects(readStamp(join(folder, 'absent')), { code: 'FOLDER_NOT_FOUND' });
  });

  it('ends with the reason of its signal', async () => {
    await mkdir(root);
    await assert.rejects(readStamp(root, AbortSignal.abort()), { name: 'AbortError' });
  });

  if (process.platform !== 'win32') {
    it('reads a repository whose name holds a line feed', async () => {
      const odd = join(folder, 'two\nlines');
      await makeRepository(odd, { 'sub folder/a': '1' });
      const { stamp } = await readStamp(join(odd, 'sub folder'));
      assert.equal(stamp?.repositoryRoot, odd);
      assert.equal(stamp.prefix, 'sub folder');
    });
  }
});
