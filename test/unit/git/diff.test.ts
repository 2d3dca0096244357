import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { diffTrees, takeSnapshot } from '../../../src/git';
import { commitAll, contents, git, makeFolder, makeRepository, removeFolder, write } from './repositoryFixture';

const POEM = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');

describe('diffTrees', () => {
  let root: string;
  beforeEach(async () => {
    root = await makeFolder();
  });
  afterEach(() => removeFolder(root));

  it('lists added, modified, deleted, renamed and binary files with their lines', async () => {
    await makeRepository(root, { 'a.py': '1\n2\n', 'b.py': 'x\n', 'old name.txt': POEM, 'c.bin': Buffer.from([0, 1]) });
    await write(root, { 'a.py': '1\n3\n4\n', 'new/d.py': 'y\n', 'new name.txt': `${POEM}end\n` });
    await write(root, { 'c.bin': Buffer.from([0, 2]) });
    await rm(join(root, 'b.py'));
    await rm(join(root, 'old name.txt'));
    const { commit } = await takeSnapshot(root, 'run1');
    const files = await diffTrees(root, 'HEAD', commit);
    assert.deepEqual(files, [
      { path: 'a.py', status: 'modified', from: null, additions: 2, deletions: 1, patch: null },
      { path: 'b.py', status: 'deleted', from: null, additions: 0, deletions: 1, patch: null },
      { path: 'c.bin', status: 'modified', from: null, additions: null, deletions: null, patch: null },
      { path: 'new name.txt', status: 'renamed', from: 'old name.txt', additions: 1, deletions: 0, patch: null },
      { path: 'new/d.py', status: 'added', from: null, additions: 1, deletions: 0, patch: null },
    ]);
  });

  it('gives patches that git applies', async () => {
    await makeRepository(root, { 'a.py': '1\n2\n', 'old.txt': POEM, 'gone.py': '1' });
    const before = await git(root, 'rev-parse', 'HEAD');
    await write(root, {
      'a.py': '1\ndiff --git a/x b/x\r\n2\r-- x\rdiff --git\n',
      'new.txt': `${POEM}end`,
      'e.py': '',
    });
    await rm(join(root, 'old.txt'));
    await rm(join(root, 'gone.py'));
    const after = await commitAll(root);
    const files = await diffTrees(root, before, after, { patch: true });
    for (const { path, patch } of files) assert.match(patch ?? '', new RegExp(`^diff --git a/.* b/${path}\n`));
    await git(root, 'checkout', '--quiet', before);
    await write(root, { '.git/all.patch': files.map(({ patch }) => patch).join('') });
    await git(root, 'apply', '--index', '.git/all.patch');
    assert.equal(await git(root, 'write-tree'), await git(root, 'rev-parse', `${after}^{tree}`));
  });

  it('compares with the working tree as it is now, and leaves nothing behind', async () => {
    await makeRepository(root, { 'a.py': '1\n' });
    await write(root, { 'a.py': '2 changed\n', 'b.py': 'new\n' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.deepEqual(await diffTrees(root, commit, 'working-tree'), []);
    await write(root, { 'b.py': 'newer\n' });
    const before = await contents(join(root, '.git/objects'));
    const [file, ...others] = await diffTrees(root, commit, 'working-tree', { patch: true });
    assert.deepEqual(others, []);
    assert.equal(file?.path, 'b.py');
    assert.match(file.patch ?? '', /-new\n\+newer\n$/);
    assert.deepEqual(await contents(join(root, '.git/objects')), before);
  });

  it('runs no diff program that the repository names', async () => {
    await makeRepository(root, { 'a.txt': '1\n', '.gitattributes': '*.txt diff=evil\n' });
    await git(root, 'config', 'diff.evil.command', 'exit 1');
    await git(root, 'config', 'diff.evil.textconv', 'exit 1');
    await git(root, 'config', 'diff.external', 'exit 1');
    await write(root, { 'a.txt': '2 changed\n' });
    const [file] = await diffTrees(root, 'HEAD', 'working-tree', { patch: true });
    assert.match(file?.patch ?? '', /\+2 changed/);
  });

  it('refuses what names no state', async () => {
    await makeRepository(root, { 'a.py': '1' });
    for (const name of ['no-such', '--output=x', '', '0000000000000000000000000000000000000000']) {
      await assert.rejects(diffTrees(root, 'HEAD', name), { code: 'REVISION_NOT_FOUND' });
    }
  });

  if (process.platform !== 'win32') {
    it('keeps patches with their files when a file becomes a link', async () => {
      await makeRepository(root, { a: 'text\n', b: '1\n' });
      await rm(join(root, 'a'));
      await symlink('b', join(root, 'a'));
      await write(root, { b: '2 changed\n' });
      const [link, file] = await diffTrees(root, 'HEAD', 'working-tree', { patch: true });
      assert.equal(link?.path, 'a');
      assert.equal(file?.path, 'b');
      assert.match(file.patch ?? '', /^diff --git a\/b b\/b\n[^]*\+2 changed\n$/);
    });
  }
});
