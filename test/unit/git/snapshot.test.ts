import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, lstat, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteRunRefs, readFileAt, takeSnapshot } from '../../../src/git';
import {
  commitAll,
  git,
  makeFolder,
  makeRepository,
  modesAt,
  picture,
  removeFolder,
  treeNow,
  write,
} from './repositoryFixture';

describe('takeSnapshot', () => {
  let folder: string;
  let root: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
  });
  afterEach(() => removeFolder(folder));

  const textAt = async (commit: string, path: string): Promise<string> =>
    (await readFileAt(root, commit, path)).toString('utf8');
  const pathsOf = async (commit: string): Promise<readonly string[]> => [...(await modesAt(root, commit)).keys()];

  it('records modified, deleted, staged and untracked files over HEAD', async () => {
    await makeRepository(root, { 'a.py': '1', 'b.py': '1', 'c.py': '1' });
    await write(root, { 'a.py': '22', 'new/d.py': '4', 'staged.py': '5' });
    await rm(join(root, 'b.py'));
    await git(root, 'add', 'staged.py');
    const head = await git(root, 'rev-parse', 'HEAD');

    const snapshot = await takeSnapshot(root, 'run1');

    assert.equal(snapshot.dirty, true);
    assert.deepEqual(snapshot.changedFiles, [
      { path: 'a.py', status: 'modified' },
      { path: 'b.py', status: 'deleted' },
      { path: 'new/d.py', status: 'added' },
      { path: 'staged.py', status: 'added' },
    ]);
    assert.deepEqual(snapshot.leftOut, []);
    assert.equal(snapshot.parent, head);
    assert.equal(await git(root, 'rev-parse', `${snapshot.commit}^`), head);
    assert.equal(await git(root, 'rev-parse', 'refs/modeltrail/runs/run1'), snapshot.commit);
    assert.equal(await git(root, 'rev-parse', `${snapshot.commit}^{tree}`), snapshot.tree);
    assert.deepEqual(await pathsOf(snapshot.commit), ['a.py', 'c.py', 'new/d.py', 'staged.py']);
    assert.equal(await textAt(snapshot.commit, 'a.py'), '22');
  });

  it('takes the whole repository when the folder is inside it', async () => {
    await makeRepository(root, { 'lib/a.py': '1', 'job/b.py': '1' });
    await write(root, { 'lib/a.py': '2 changed' });
    const { changedFiles } = await takeSnapshot(join(root, 'job'), 'run1');
    assert.deepEqual(changedFiles, [{ path: 'lib/a.py', status: 'modified' }]);
  });

  it('gives HEAD itself for a clean tree, kept by a ref', async () => {
    await makeRepository(root, { 'a.py': '1' });
    const head = await git(root, 'rev-parse', 'HEAD');
    const snapshot = await takeSnapshot(root, 'run1');
    assert.deepEqual([snapshot.commit, snapshot.dirty, snapshot.changedFiles], [head, false, []]);
    await git(root, 'commit', '--quiet', '--amend', '--message', 'Other');
    await git(root, 'reflog', 'expire', '--expire=now', '--all');
    await git(root, 'gc', '--quiet', '--prune=now');
    assert.equal(await textAt(head, 'a.py'), '1');
  });

  it('survives garbage collection with its untracked files', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'new.py': 'only here' });
    const { commit } = await takeSnapshot(root, 'run1');
    await rm(join(root, 'new.py'));
    await git(root, 'gc', '--quiet', '--prune=now');
    assert.equal(await textAt(commit, 'new.py'), 'only here');
  });

  it('leaves index, working tree, stash, HEAD and reflogs as they were, to the byte and the time', async () => {
    await makeRepository(root, { 'a.py': '1', 'b.py': '1' });
    await git(root, 'config', 'core.logAllRefUpdates', 'always');
    await write(root, { 'a.py': 'stashed' });
    await git(root, 'stash', '--quiet');
    await write(root, { 'a.py': 'changed', 'b.py': 'staged', 'new.py': '3' });
    await git(root, 'add', 'b.py');
    // Stat data that is out of date: whoever refreshes the index would write it.
    await utimes(join(root, 'b.py'), 1_700_000_000, 1_700_000_000);
    const state = async (): Promise<unknown> => ({
      files: await picture(root),
      index: await readFile(join(root, '.git/index')),
      indexTime: (await stat(join(root, '.git/index'))).mtimeMs,
      head: await readFile(join(root, '.git/HEAD'), 'utf8'),
      logs: await picture(join(root, '.git/logs')),
      stash: await git(root, 'stash', 'list'),
    });
    const before = await state();
    await takeSnapshot(root, 'run1');
    await treeNow(root);
    assert.deepEqual(await state(), before);
  });

  it('gives the same commit for the same state, and the id that reading the workspace tells', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'a.py': '2 changed', 'new.py': '3' });
    const first = await takeSnapshot(root, 'run1');
    const again = await takeSnapshot(root, 'run1');
    assert.deepEqual(again, first);
    assert.equal(await treeNow(root), first.tree);
    await write(root, { 'new.py': '4 changed' });
    assert.notEqual(await treeNow(root), first.tree);
  });

  it('stores nothing in the repository for a reading of the workspace', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'new.py': '3' });
    const before = await picture(join(root, '.git/objects'));
    await treeNow(root);
    assert.deepEqual(await picture(join(root, '.git/objects')), before);
  });

  it('sees a change of the same size in the second in which the index was written', async () => {
    await makeRepository(root, { 'a.py': 'aaaa' });
    await git(root, 'config', 'core.trustctime', 'false');
    const second = 1_700_000_000;
    await utimes(join(root, 'a.py'), second, second);
    await git(root, 'update-index', '--refresh');
    await utimes(join(root, '.git/index'), second, second);
    await writeFile(join(root, 'a.py'), 'bbbb');
    await utimes(join(root, 'a.py'), second, second);
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal(await textAt(commit, 'a.py'), 'bbbb');
  });

  it('obeys .gitignore and takes nothing of .modeltrail', async () => {
    await makeRepository(root, { '.gitignore': 'data/\n', '.modeltrail/gates.yaml': 'first' });
    await write(root, { 'data/big.csv': '1', '.modeltrail/gates.yaml': 'second', '.modeltrail/store.db': 'x' });
    const snapshot = await takeSnapshot(root, 'run1');
    assert.equal(snapshot.dirty, false);
    assert.equal(await textAt(snapshot.commit, '.modeltrail/gates.yaml'), 'first');
  });

  it('leaves secrets out and lists them, untracked, staged and tracked', async () => {
    await makeRepository(root, { 'a.py': '1', 'public.key': 'old' });
    await write(root, {
      '.env': 'TOKEN=1',
      'deploy/id_rsa': 'x',
      'deploy/Server.PEM': 'xy',
      'public.key': 'new key',
      'conf/credentials-prod.json': '{}',
      '.env.example': 'TOKEN=',
    });
    await git(root, 'add', '.env');
    const snapshot = await takeSnapshot(root, 'run1');
    assert.deepEqual(snapshot.leftOut, [
      { path: '.env', reason: 'secret', bytes: 7 },
      { path: 'conf/credentials-prod.json', reason: 'secret', bytes: 2 },
      { path: 'deploy/Server.PEM', reason: 'secret', bytes: 2 },
      { path: 'deploy/id_rsa', reason: 'secret', bytes: 1 },
      { path: 'public.key', reason: 'secret', bytes: 7 },
    ]);
    assert.deepEqual(await pathsOf(snapshot.commit), ['.env.example', 'a.py', 'public.key']);
    assert.equal(await textAt(snapshot.commit, 'public.key'), 'old');
  });

  it('takes other patterns for secrets when told', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'private/notes.txt': '1', '.env': '2' });
    const { leftOut } = await takeSnapshot(root, 'run1', { secretPatterns: ['private/'] });
    assert.deepEqual(leftOut, [{ path: 'private/notes.txt', reason: 'secret', bytes: 1 }]);
  });

  it('leaves a huge untracked file out and lists it; a tracked one keeps what HEAD has', async () => {
    await makeRepository(root, { 'weights.bin': 'small' });
    await write(root, {
      'weights.bin': Buffer.alloc(11 * 1024 * 1024),
      'dump.bin': Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    const { commit, leftOut, dirty } = await takeSnapshot(root, 'run1');
    assert.equal(dirty, true);
    assert.deepEqual(leftOut, [
      { path: 'dump.bin', reason: 'tooLarge', bytes: 10 * 1024 * 1024 + 1 },
      { path: 'weights.bin', reason: 'tooLarge', bytes: 11 * 1024 * 1024 },
    ]);
    assert.equal(await textAt(commit, 'weights.bin'), 'small');
  });

  it('keeps the small files when all together are too large', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'a.bin': Buffer.alloc(60), 'b.bin': Buffer.alloc(50), 'c.py': 'code' });
    const { leftOut, changedFiles } = await takeSnapshot(root, 'run1', { maxFileBytes: 70, maxTotalBytes: 100 });
    assert.deepEqual(leftOut, [{ path: 'a.bin', reason: 'totalCap', bytes: 60 }]);
    assert.deepEqual(
      changedFiles.map(({ path }) => path),
      ['b.bin', 'c.py'],
    );
  });

  it('prefers tracked files when there are too many', async () => {
    await makeRepository(root, { 'z.py': '1' });
    await write(root, { 'z.py': 'tracked, longer', 'a.txt': '1', 'b.txt': '22' });
    const { leftOut } = await takeSnapshot(root, 'run1', { maxFiles: 2 });
    assert.deepEqual(leftOut, [{ path: 'b.txt', reason: 'totalCap', bytes: 2 }]);
  });

  it('knows an untouched Git LFS file by its pointer, and takes a changed one as it is', async () => {
    const content = 'weights of the model';
    const oid = createHash('sha256').update(content).digest('hex');
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
    await makeRepository(root, { '.gitattributes': '*.bin filter=lfs\n', 'a.bin': pointer, 'b.bin': pointer });
    await git(root, 'config', 'filter.lfs.clean', 'exit 1');
    await git(root, 'config', 'filter.lfs.required', 'true');
    await write(root, { 'a.bin': content });
    assert.equal((await takeSnapshot(root, 'run1')).dirty, false);
    await write(root, { 'a.bin': content.toUpperCase() });
    const { commit, changedFiles } = await takeSnapshot(root, 'run2');
    assert.deepEqual(changedFiles, [{ path: 'a.bin', status: 'modified' }]);
    assert.equal(await textAt(commit, 'a.bin'), content.toUpperCase());
  });

  it('leaves out the one file that Git cannot read, and takes the others', async () => {
    await makeRepository(root, { '.gitattributes': '*.u16 working-tree-encoding=UTF-16LE-BOM\n', 'a.py': '1' });
    await write(root, { 'b.py': '2', 'bad.u16': 'odd', 'c.py': '3' });
    const { leftOut, changedFiles } = await takeSnapshot(root, 'run1');
    assert.deepEqual(leftOut, [{ path: 'bad.u16', reason: 'unreadable', bytes: 0 }]);
    assert.deepEqual(
      changedFiles.map(({ path }) => path),
      ['b.py', 'c.py'],
    );
  });

  it('runs no hook, filter or monitor that the repository names', async () => {
    await makeRepository(root, { 'a.txt': '1' });
    const marker = join(folder, 'ran').replaceAll('\\', '/');
    const command = `echo ran >> "${marker}"`;
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman']) {
      await write(root, { [`.git/hooks/${hook}`]: `#!/bin/sh\n${command}\n` });
      await chmod(join(root, '.git/hooks', hook), 0o755);
    }
    await git(root, 'config', 'filter.evil.clean', `${command}; cat`);
    await git(root, 'config', 'filter.evil.process', command);
    await git(root, 'config', 'filter.evil.required', 'true');
    await git(root, 'config', 'diff.evil.textconv', `${command}; cat`);
    await git(root, 'config', 'core.fsmonitor', '.git/hooks/fsmonitor-watchman');
    await write(root, { '.gitattributes': '*.txt filter=evil diff=evil\n', 'a.txt': '2 changed', 'b.txt': '3' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal(await textAt(commit, 'a.txt'), '2 changed');
    await assert.rejects(lstat(marker), { code: 'ENOENT' });
  });

  it('needs no identity', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await git(root, 'config', 'user.useConfigOnly', 'true');
    await write(root, { 'b.py': '2' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal(await git(root, 'show', '--no-patch', '--format=%an', commit), 'ModelTrail');
  });

  it('works before the first commit, with files and without', async () => {
    await makeRepository(root);
    const empty = await takeSnapshot(root, 'run1');
    assert.deepEqual([empty.parent, empty.dirty, await pathsOf(empty.commit)], [null, false, []]);
    await write(root, { 'a.py': '1' });
    const full = await takeSnapshot(root, 'run2');
    assert.deepEqual([full.parent, full.dirty], [null, true]);
    assert.deepEqual(full.changedFiles, [{ path: 'a.py', status: 'added' }]);
  });

  it('works in a shallow clone, on a detached HEAD', async () => {
    const origin = join(folder, 'origin');
    await makeRepository(origin, { 'a.py': '1' });
    await write(origin, { 'a.py': '2' });
    await commitAll(origin);
    await git(folder, 'clone', '--quiet', '--depth=1', `file://${origin.replaceAll('\\', '/')}`, root);
    await git(root, 'checkout', '--quiet', '--detach');
    await write(root, { 'a.py': '33' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal(await textAt(commit, 'a.py'), '33');
  });

  it('works in a linked worktree, whose ref every worktree sees', async () => {
    await makeRepository(root, { 'a.py': '1' });
    const linked = join(folder, 'linked');
    await git(root, 'worktree', 'add', '--quiet', '-b', 'side', linked);
    await write(linked, { 'side.py': '2' });
    const { commit } = await takeSnapshot(linked, 'run1');
    assert.equal(await git(root, 'rev-parse', 'refs/modeltrail/runs/run1'), commit);
    assert.equal(await textAt(commit, 'side.py'), '2');
  });

  it('records submodules and nested repositories as their commits, and notes uncommitted changes in them', async () => {
    const library = join(folder, 'library');
    await makeRepository(library, { 'x.py': '1' });
    await makeRepository(root, { 'a.py': '1' });
    await git(root, 'submodule', '--quiet', 'add', library, 'vendor/library');
    await commitAll(root);
    await makeRepository(join(root, 'nested'), { 'n.py': '1' });
    await makeRepository(join(root, 'unborn'));
    await write(root, { 'vendor/library/x.py': 'changed', 'unborn/u.py': '1' });
    const { nested, leftOut, dirty } = await takeSnapshot(root, 'run1');
    assert.equal(dirty, true);
    assert.deepEqual(nested, [
      { path: 'nested', commit: await git(join(root, 'nested'), 'rev-parse', 'HEAD'), dirty: false },
      { path: 'vendor/library', commit: await git(library, 'rev-parse', 'HEAD'), dirty: true },
    ]);
    assert.deepEqual(leftOut, [{ path: 'unborn', reason: 'special', bytes: 0 }]);
    const inside = await takeSnapshot(join(root, 'vendor/library'), 'run2');
    assert.deepEqual(inside.changedFiles, [{ path: 'x.py', status: 'modified' }]);
  });

  it('keeps what a sparse checkout does not show', async () => {
    await makeRepository(root, { 'in/a.py': '1', 'out/b.py': '1' });
    await git(root, 'sparse-checkout', 'set', 'in');
    await write(root, { 'in/a.py': '2 changed' });
    const { commit, changedFiles } = await takeSnapshot(root, 'run1');
    assert.deepEqual(changedFiles, [{ path: 'in/a.py', status: 'modified' }]);
    assert.equal(await textAt(commit, 'out/b.py'), '1');
  });

  it('works with a split index', async () => {
    await makeRepository(root, { 'a.py': '1', 'b.py': '1' });
    await git(root, 'update-index', '--split-index');
    await write(root, { 'a.py': '2 changed' });
    await git(root, 'add', 'a.py');
    const { changedFiles } = await takeSnapshot(root, 'run1');
    assert.deepEqual(changedFiles, [{ path: 'a.py', status: 'modified' }]);
  });

  it('takes the working tree of an unfinished merge', async () => {
    await makeRepository(root, { 'a.py': 'base' });
    await git(root, 'checkout', '--quiet', '-b', 'side');
    await write(root, { 'a.py': 'side' });
    await commitAll(root);
    await git(root, 'checkout', '--quiet', 'main');
    await write(root, { 'a.py': 'main line' });
    await commitAll(root);
    await assert.rejects(git(root, 'merge', 'side'));
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal(await textAt(commit, 'a.py'), await readFile(join(root, 'a.py'), 'utf8'));
  });

  it('follows a file that became a folder, and a folder that became a file', async () => {
    await makeRepository(root, { one: '1', 'two/a': '1' });
    await rm(join(root, 'one'));
    await rm(join(root, 'two'), { recursive: true });
    await write(root, { 'one/x': 'x', two: '2' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.deepEqual(await pathsOf(commit), ['one/x', 'two']);
  });

  it('converts line ends as Git does', async () => {
    await makeRepository(root, { 'a.txt': 'one\n' });
    await git(root, 'config', 'core.autocrlf', 'true');
    await git(root, 'config', 'core.safecrlf', 'true');
    await write(root, { 'a.txt': 'one\r\ntwo\r\n' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal(await textAt(commit, 'a.txt'), 'one\ntwo\n');
  });

  it('lets two snapshots of one repository go on at once', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'a.py': '2 changed', 'b.py': '3' });
    const runs = ['run1', 'run2', 'run3', 'run4'];
    const trees = await Promise.all(runs.map(async (run) => (await takeSnapshot(root, run)).tree));
    assert.equal(new Set(trees).size, 1);
    const refs = await git(root, 'for-each-ref', '--format=%(refname:lstrip=3)', 'refs/modeltrail/runs');
    assert.deepEqual(refs.split('\n'), runs);
  });

  it('refuses run ids that are no names, and forgets a run without complaint', async () => {
    await makeRepository(root, { 'a.py': '1' });
    await assert.rejects(takeSnapshot(root, '../heads/main'), { code: 'RUN_ID_INVALID' });
    await takeSnapshot(root, 'run1');
    await deleteRunRefs(root, ['run1', 'never-there']);
    await deleteRunRefs(root, ['run1']);
    assert.equal(await git(root, 'for-each-ref', 'refs/modeltrail'), '');
  });

  it('says in words that there is no repository', async () => {
    await assert.rejects(takeSnapshot(folder, 'run1'), { code: 'NO_REPOSITORY' });
  });

  it('ends with the reason of its signal and leaves no ref', async () => {
    await makeRepository(root, { 'a.py': '1' });
    const abort = new AbortController();
    const taken = takeSnapshot(root, 'run1', { signal: abort.signal });
    abort.abort();
    await assert.rejects(taken, { name: 'AbortError' });
    assert.equal(await git(root, 'for-each-ref', 'refs/modeltrail'), '');
  });

  if (process.platform !== 'win32') {
    it('keeps odd names, links and the executable bit', async () => {
      await makeRepository(root, { 'run.sh': '1' });
      await chmod(join(root, 'run.sh'), 0o755);
      await symlink(folder, join(root, 'out'));
      await symlink('nowhere', join(root, 'broken'));
      const odd = ['-dash', ' space ', 'line\nfeed', 'tab\t"quote"', 'ünï/☃.py', '*[glob]'];
      await write(root, Object.fromEntries(odd.map((path) => [path, path])));
      const { commit, leftOut } = await takeSnapshot(root, 'run1');
      assert.deepEqual(leftOut, []);
      const files = await modesAt(root, commit);
      assert.equal(files.get('run.sh'), '100755');
      assert.deepEqual([files.get('out'), files.get('broken')], ['120000', '120000']);
      assert.equal(await textAt(commit, 'out'), folder);
      for (const path of odd) assert.equal(await textAt(commit, path), path);
      assert.equal(files.size, odd.length + 3);
    });
  }

  if (process.platform === 'linux') {
    it('lists a name that is not UTF-8 as unreadable', async () => {
      await makeRepository(root, { 'a.py': '1' });
      await writeFile(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff])]), 'x');
      const { leftOut } = await takeSnapshot(root, 'run1');
      assert.deepEqual(
        leftOut.map(({ reason }) => reason),
        ['unreadable'],
      );
    });
  }
});
