import assert from 'node:assert/strict';
import { chmod, lstat, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { applySnapshot, takeSnapshot, undoRestore } from '../../../src/git';
import {
  commitAll,
  contents,
  git,
  makeFolder,
  makeRepository,
  picture,
  removeFolder,
  write,
} from './repositoryFixture';

describe('applySnapshot and undoRestore', () => {
  let folder: string;
  let root: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
  });
  afterEach(() => removeFolder(folder));

  const indexOf = (): Promise<Buffer> => readFile(join(root, '.git/index'));

  it('makes the working tree like the run, index and HEAD as they were; undo brings all of it back', async () => {
    await makeRepository(root, { 'a.py': '1', 'gone/b.py': '1', 'same.py': '1' });
    await write(root, { 'a.py': 'run', 'made/new.py': 'run' });
    await rm(join(root, 'gone'), { recursive: true });
    const { commit } = await takeSnapshot(root, 'run1');
    const run = await contents(root);
    await rm(join(root, 'made'), { recursive: true });
    await write(root, { 'a.py': 'today', 'gone/b.py': 'today', 'untracked/u.py': 'today', 'staged.py': 'today' });
    await git(root, 'add', 'staged.py', 'a.py');
    const [today, index, head] = [await contents(root), await indexOf(), await git(root, 'rev-parse', 'HEAD')];
    const untouched = (await stat(join(root, 'same.py'))).mtimeMs;

    const applied = await applySnapshot(root, commit);

    assert.deepEqual(await contents(root), run);
    assert.deepEqual(applied, {
      undo: 1,
      changed: [
        { path: 'a.py', status: 'modified' },
        { path: 'gone/b.py', status: 'deleted' },
        { path: 'made/new.py', status: 'added' },
        { path: 'staged.py', status: 'deleted' },
        { path: 'untracked/u.py', status: 'deleted' },
      ],
      skipped: [],
    });
    assert.deepEqual(await indexOf(), index);
    assert.equal((await stat(join(root, 'same.py'))).mtimeMs, untouched);

    const undone = await undoRestore(root);

    assert.deepEqual(await contents(root), today);
    await assert.rejects(lstat(join(root, 'made')), { code: 'ENOENT' });
    assert.deepEqual([undone.undo, undone.indexRestored, undone.skipped], [1, false, []]);
    assert.deepEqual(await indexOf(), index);
    assert.equal(await git(root, 'rev-parse', 'HEAD'), head);
    await assert.rejects(undoRestore(root), { code: 'NOTHING_TO_UNDO' });
  });

  it('brings the index back when it changed after the apply', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'a.py': 'run' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a.py': 'today', 's.py': 'staged' });
    await git(root, 'add', 's.py');
    const before = await git(root, 'status', '--porcelain');
    await applySnapshot(root, commit);
    await git(root, 'add', '--all');
    assert.equal((await undoRestore(root)).indexRestored, true);
    assert.equal(await git(root, 'status', '--porcelain'), before);
  });

  it('leaves the index to a commit that came after the apply', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'a.py': 'run' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a.py': 'today' });
    await applySnapshot(root, commit);
    await commitAll(root);
    assert.equal((await undoRestore(root)).indexRestored, false);
    assert.equal(await readFile(join(root, 'a.py'), 'utf8'), 'today');
    assert.equal(await git(root, 'diff', '--cached', '--name-only'), '');
  });

  it('undoes one apply after the other, the newest first', async () => {
    await makeRepository(root, { 'a.py': '0' });
    await write(root, { 'a.py': 'first' });
    const first = await takeSnapshot(root, 'run1');
    await write(root, { 'a.py': 'second' });
    const second = await takeSnapshot(root, 'run2');
    await write(root, { 'a.py': 'today' });
    assert.equal((await applySnapshot(root, first.commit)).undo, 1);
    assert.equal((await applySnapshot(root, second.commit)).undo, 2);
    await undoRestore(root);
    assert.equal(await readFile(join(root, 'a.py'), 'utf8'), 'first');
    await undoRestore(root);
    assert.equal(await readFile(join(root, 'a.py'), 'utf8'), 'today');
  });

  it('keeps its record through garbage collection', async () => {
    await makeRepository(root, { 'a.py': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a.py': 'today', 'u.py': 'untracked', 's.py': 'staged, then changed' });
    await git(root, 'add', 's.py');
    await write(root, { 's.py': 'now' });
    const today = await contents(root);
    await applySnapshot(root, commit);
    await git(root, 'rm', '--quiet', '--cached', 's.py');
    await git(root, 'reflog', 'expire', '--expire=now', '--all');
    await git(root, 'gc', '--quiet', '--prune=now');
    assert.equal((await undoRestore(root)).indexRestored, true);
    assert.deepEqual(await contents(root), today);
    assert.equal(await git(root, 'show', ':s.py'), 'staged, then changed');
  });

  it('keeps edits made after the apply: other files stay, replaced ones are recorded', async () => {
    await makeRepository(root, { 'a.py': '1', 'b.py': '1' });
    await write(root, { 'a.py': 'run' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a.py': 'today' });
    await applySnapshot(root, commit);
    await write(root, { 'a.py': 'edited after', 'b.py': 'also edited' });
    await undoRestore(root);
    assert.equal(await readFile(join(root, 'a.py'), 'utf8'), 'today');
    assert.equal(await readFile(join(root, 'b.py'), 'utf8'), 'also edited');
    assert.equal(await git(root, 'show', 'refs/modeltrail/undone/1:replaced/a.py'), 'edited after');
  });

  it('does nothing when nothing differs', async () => {
    await makeRepository(root, { 'a.py': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    const before = await picture(root);
    assert.deepEqual(await applySnapshot(root, commit), { undo: null, changed: [], skipped: [] });
    assert.deepEqual(await picture(root), before);
    assert.equal(await git(root, 'for-each-ref', 'refs/modeltrail/undo'), '');
  });

  it('confines itself to the paths it is given', async () => {
    await makeRepository(root, { 'a/x': '1', 'b/x': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a/x': 'today', 'b/x': 'today' });
    const { changed } = await applySnapshot(root, commit, { paths: ['a'] });
    assert.deepEqual(changed, [{ path: 'a/x', status: 'modified' }]);
    await assert.rejects(applySnapshot(root, commit, { paths: ['../other'] }), { code: 'PATH_OUTSIDE' });
  });

  it('touches nothing that no snapshot holds, and says so', async () => {
    await makeRepository(root, { 'a.py': '1', 'weights.bin': '1', 'site.key': '1' });
    await write(root, { 'cache/x': 'run', logs: 'run' });
    const { commit } = await takeSnapshot(root, 'run1');
    await rm(join(root, 'cache'), { recursive: true });
    await rm(join(root, 'logs'));
    await write(root, {
      '.gitignore': 'cache\nlogs/\n',
      'cache/x': 'ignored, not recorded',
      'logs/today.txt': 'ignored, not recorded',
      'weights.bin': Buffer.alloc(2000),
      'site.key': 'a new key',
    });
    const before = await contents(root);
    const { skipped, changed } = await applySnapshot(root, commit, { maxFileBytes: 1000 });
    assert.deepEqual(skipped, [
      { path: 'cache/x', reason: 'unsaved' },
      { path: 'logs', reason: 'unsaved' },
    ]);
    assert.deepEqual(changed, [{ path: '.gitignore', status: 'deleted' }]);
    const after = await contents(root);
    assert.deepEqual({ ...after, '.gitignore': before['.gitignore'] }, before);
  });

  it('leaves a file alone that the snapshot left out', async () => {
    await makeRepository(root, { 'weights.bin': '1' });
    const old = await git(root, 'rev-parse', 'HEAD');
    await write(root, { 'weights.bin': Buffer.alloc(2000) });
    const { commit } = await takeSnapshot(root, 'run1', { maxFileBytes: 1000 });
    await write(root, { 'weights.bin': 'today' });
    const { skipped, changed } = await applySnapshot(root, commit);
    assert.deepEqual(skipped, [{ path: 'weights.bin', reason: 'leftOut' }]);
    assert.deepEqual(changed, []);
    assert.equal((await applySnapshot(root, old)).changed.length, 1);
  });

  it('leaves alone what a filter such as Git LFS put on disk', async () => {
    await makeRepository(root, { '.gitattributes': '*.bin filter=lfs\n', 'a.bin': 'pointer 1', 'a.py': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a.bin': 'pointer 2', 'a.py': '2 changed' });
    await commitAll(root);
    await git(root, 'config', 'filter.lfs.smudge', 'cat');
    const { changed, skipped } = await applySnapshot(root, commit);
    assert.deepEqual(skipped, [{ path: 'a.bin', reason: 'filtered' }]);
    assert.deepEqual(changed, [{ path: 'a.py', status: 'modified' }]);
  });

  it('keeps a filtered file that stands where the run had a folder', async () => {
    await makeRepository(root, { 'model/x.py': 'run' });
    const { commit } = await takeSnapshot(root, 'run1');
    await rm(join(root, 'model'), { recursive: true });
    await write(root, { '.gitattributes': 'model filter=lfs\n', model: 'pointer' });
    await commitAll(root);
    await git(root, 'config', 'filter.lfs.smudge', 'cat');
    const { skipped } = await applySnapshot(root, commit);
    assert.deepEqual(skipped, [
      { path: 'model', reason: 'filtered' },
      { path: 'model/x.py', reason: 'unsaved' },
    ]);
    assert.equal(await readFile(join(root, 'model'), 'utf8'), 'pointer');
  });

  it('removes what the apply made even where the snapshot ignores it, and restores a tracked secret', async () => {
    await makeRepository(root, { '.gitignore': 'out/\n', 'site.key': 'first' });
    await write(root, { 'out/kept.txt': 'run' });
    await git(root, 'add', '--force', 'out/kept.txt');
    const { commit } = await takeSnapshot(root, 'run1');
    await git(root, 'rm', '--quiet', '--cached', 'out/kept.txt');
    await rm(join(root, 'out'), { recursive: true });
    await write(root, { 'site.key': 'second' });
    await commitAll(root);
    const before = await contents(root);
    const { changed } = await applySnapshot(root, commit);
    assert.deepEqual(changed, [
      { path: 'out/kept.txt', status: 'added' },
      { path: 'site.key', status: 'modified' },
    ]);
    await undoRestore(root);
    assert.deepEqual(await contents(root), before);
  });

  it('swaps files and folders, and back', async () => {
    await makeRepository(root, { one: '1', 'two/a': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    const run = await contents(root);
    await rm(join(root, 'one'));
    await rm(join(root, 'two'), { recursive: true });
    await write(root, { 'one/x': 'x', two: '2' });
    const today = await contents(root);
    await applySnapshot(root, commit);
    assert.deepEqual(await contents(root), run);
    await undoRestore(root);
    assert.deepEqual(await contents(root), today);
  });

  it('never touches .modeltrail', async () => {
    await makeRepository(root, { '.modeltrail/gates.yaml': 'old', 'a.py': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { '.modeltrail/gates.yaml': 'new', 'a.py': '2 changed' });
    await commitAll(root);
    const { changed } = await applySnapshot(root, commit);
    assert.deepEqual(changed, [{ path: 'a.py', status: 'modified' }]);
    assert.equal(await readFile(join(root, '.modeltrail/gates.yaml'), 'utf8'), 'new');
  });

  it('does not fill in what a sparse checkout hides', async () => {
    await makeRepository(root, { 'in/a': '1', 'out/b': '1' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'in/a': '2 changed', 'out/b': '2 changed' });
    await commitAll(root);
    await git(root, 'sparse-checkout', 'set', 'in');
    const { changed, skipped } = await applySnapshot(root, commit);
    assert.deepEqual(changed, [{ path: 'in/a', status: 'modified' }]);
    assert.deepEqual(skipped, [{ path: 'out/b', reason: 'sparse' }]);
  });

  it('works before the first commit', async () => {
    await makeRepository(root);
    await write(root, { 'a.py': 'run' });
    const { commit } = await takeSnapshot(root, 'run1');
    await write(root, { 'a.py': 'today', 'b.py': 'today' });
    await applySnapshot(root, commit);
    assert.deepEqual(Object.keys(await contents(root)), ['a.py']);
    await git(root, 'add', '--all');
    await undoRestore(root);
    assert.deepEqual(Object.keys(await contents(root)).toSorted(), ['a.py', 'b.py']);
    assert.equal(await git(root, 'ls-files'), '');
  });

  it('refuses while a merge is unfinished, an index is locked, or the snapshot is unknown', async () => {
    await makeRepository(root, { 'a.py': 'base' });
    const { commit } = await takeSnapshot(root, 'run1');
    await assert.rejects(applySnapshot(root, 'no-such'), { code: 'REVISION_NOT_FOUND' });
    await write(root, { '.git/index.lock': '' });
    await assert.rejects(applySnapshot(root, commit), { code: 'GIT_BUSY', message: /Another Git command/ });
    await rm(join(root, '.git/index.lock'));
    await git(root, 'checkout', '--quiet', '-b', 'side');
    await write(root, { 'a.py': 'side' });
    await commitAll(root);
    await git(root, 'checkout', '--quiet', 'main');
    await write(root, { 'a.py': 'main line' });
    await commitAll(root);
    await assert.rejects(git(root, 'merge', 'side'));
    await assert.rejects(applySnapshot(root, commit), { code: 'GIT_BUSY', message: /merge is in progress/ });
    await rm(join(root, '.git/MERGE_HEAD'));
    await assert.rejects(applySnapshot(root, commit), { code: 'GIT_BUSY', message: /unresolved conflicts/ });
  });

  if (process.platform !== 'win32') {
    it('never writes through a link that leads out of the repository', async () => {
      const outside = join(folder, 'outside');
      await write(outside, { x: 'precious' });
      await makeRepository(root, { 'sub/x': 'run', top: '1' });
      const { commit } = await takeSnapshot(root, 'run1');
      await rm(join(root, 'sub'), { recursive: true });
      await symlink(outside, join(root, 'sub'));
      await applySnapshot(root, commit);
      assert.equal(await readFile(join(outside, 'x'), 'utf8'), 'precious');
      assert.equal(await readFile(join(root, 'sub/x'), 'utf8'), 'run');
      await undoRestore(root);
      assert.equal((await lstat(join(root, 'sub'))).isSymbolicLink(), true);
      assert.equal(await readFile(join(outside, 'x'), 'utf8'), 'precious');
    });

    it('leaves an ignored link in the way of a folder alone', async () => {
      await makeRepository(root, { 'sub/x': 'run' });
      const { commit } = await takeSnapshot(root, 'run1');
      await git(root, 'rm', '--quiet', '-r', '--cached', 'sub');
      await rm(join(root, 'sub'), { recursive: true });
      await write(root, { '.git/info/exclude': 'sub\n' });
      await symlink(folder, join(root, 'sub'));
      const { skipped } = await applySnapshot(root, commit);
      assert.deepEqual(skipped, [{ path: 'sub/x', reason: 'unsaved' }]);
      assert.equal((await lstat(join(root, 'sub'))).isSymbolicLink(), true);
    });

    it('restores modes and links, and odd names', async () => {
      await makeRepository(root, { 'run.sh': '1', 'line\nfeed ü': '1' });
      await chmod(join(root, 'run.sh'), 0o755);
      await symlink('run.sh', join(root, 'link'));
      const { commit } = await takeSnapshot(root, 'run1');
      await chmod(join(root, 'run.sh'), 0o644);
      await rm(join(root, 'link'));
      await rm(join(root, 'line\nfeed ü'));
      await applySnapshot(root, commit);
      assert.equal((await stat(join(root, 'run.sh'))).mode & 0o100, 0o100);
      assert.equal((await lstat(join(root, 'link'))).isSymbolicLink(), true);
      assert.equal(await readFile(join(root, 'line\nfeed ü'), 'utf8'), '1');
    });
  }
});
