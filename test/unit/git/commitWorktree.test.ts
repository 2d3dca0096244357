import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorktree } from '../../../src/git';
import { commitAll, git, makeFolder, makeRepository, picture, removeFolder, write } from './repositoryFixture';

describe('a worktree at a commit', () => {
  let folder: string;
  let root: string;
  let commit: string;
  let name: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
    await makeRepository(root, { 'a.py': '1\n', 'jobs/b.py': '1\n' });
    commit = await git(root, 'rev-parse', 'HEAD');
    name = `${root}-${commit.slice(0, 7)}`;
    await write(root, { 'a.py': '2\n' });
    await commitAll(root);
  });
  afterEach(() => removeFolder(folder));

  it('lies beside the repository and leaves it alone, from a folder inside too', async () => {
    const before = await picture(root);
    assert.deepEqual(await openWorktree(join(root, 'jobs'), commit), { root: name, prefix: 'jobs' });
    assert.equal(await git(name, 'rev-parse', 'HEAD'), commit);
    assert.equal(await git(name, 'symbolic-ref', '--quiet', 'HEAD').catch(() => 'detached'), 'detached');
    assert.deepEqual(await picture(root), before);
  });

  it('is used again with what a run left behind, not with changed code', async () => {
    await openWorktree(root, commit);
    await write(name, { 'out.txt': 'left behind\n' });
    assert.equal((await openWorktree(root, commit)).root, name);
    await write(name, { 'a.py': 'tried something\n' });
    assert.equal((await openWorktree(root, commit)).root, `${name}-2`);
    assert.equal((await openWorktree(root, commit)).root, `${name}-2`);
  });

  it('takes no folder that is something else', async () => {
    await mkdir(name);
    await write(name, { 'mine.txt': '1\n' });
    await makeRepository(`${name}-2`, { 'a.py': '1\n', 'jobs/b.py': '1\n' });
    assert.equal((await openWorktree(root, commit)).root, `${name}-3`);
  });

  it('refuses a commit that is not there', async () => {
    await assert.rejects(openWorktree(root, '1'.repeat(40)), { code: 'REVISION_NOT_FOUND' });
  });
});
