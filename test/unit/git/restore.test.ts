import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreBranch, restoreWorktree, takeSnapshot } from '../../../src/git';
import { contents, git, makeFolder, makeRepository, picture, removeFolder, write } from './repositoryFixture';

describe('restoring beside the working tree', () => {
  let folder: string;
  let root: string;
  let snapshot: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
    await makeRepository(root, { 'a.py': '1', '.gitignore': 'data/\n' });
    await write(root, { 'a.py': '2 changed', 'new.py': '3' });
    snapshot = (await takeSnapshot(root, 'run1')).commit;
  });
  afterEach(() => removeFolder(folder));

  it('makes a worktree with the files of the run and leaves this one alone', async () => {
    const before = await picture(root);
    const target = await restoreWorktree(root, snapshot, '../run one');
    assert.equal(target, join(folder, 'run one'));
    assert.deepEqual(await contents(target), await contents(root));
    assert.equal(await git(target, 'rev-parse', 'HEAD'), snapshot);
    assert.equal(await git(target, 'status', '--porcelain'), '');
    assert.deepEqual(await picture(root), before);
  });

  it('takes an empty folder, refuses another', async () => {
    await mkdir(join(folder, 'empty'));
    await restoreWorktree(root, snapshot, join(folder, 'empty'));
    await write(folder, { 'full/mine.txt': '1' });
    await assert.rejects(restoreWorktree(root, snapshot, join(folder, 'full')), { code: 'FOLDER_NOT_EMPTY' });
    await assert.rejects(restoreWorktree(root, snapshot, join(folder, 'full/mine.txt')), { code: 'FOLDER_NOT_EMPTY' });
  });

  it("refuses the repository's own folder and its .git", async () => {
    await assert.rejects(restoreWorktree(root, snapshot, '.'), { code: 'PATH_OUTSIDE' });
    await assert.rejects(restoreWorktree(root, snapshot, '.git/run'), { code: 'PATH_OUTSIDE' });
  });

  it('makes a branch without switching to it', async () => {
    await restoreBranch(root, snapshot, 'runs/best');
    assert.equal(await git(root, 'rev-parse', 'refs/heads/runs/best'), snapshot);
    assert.equal(await git(root, 'symbolic-ref', 'HEAD'), 'refs/heads/main');
  });

  it('refuses a branch that exists and names that are none', async () => {
    await assert.rejects(restoreBranch(root, snapshot, 'main'), { code: 'BRANCH_EXISTS' });
    for (const name of ['a..b', '-x', '', 'x y', 'HEAD', 'a.lock']) {
      await assert.rejects(restoreBranch(root, snapshot, name), { code: 'BRANCH_NAME_INVALID' });
    }
  });
});
