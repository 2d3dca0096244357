import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeSnapshot, withWorkspaceTree } from '../../../src/git';
import { commitAll, git, makeFolder, makeRepository, removeFolder, treeNow, write } from './repositoryFixture';

describe('the workspace held against recorded trees', () => {
  let folder: string;
  let root: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
    await makeRepository(root, { 'a.py': '1\n', 'b.py': '2\n', 'src/c.py': '3\n' });
  });
  afterEach(() => removeFolder(folder));

  const changedFrom = (trees: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> =>
    withWorkspaceTree(root, async (workspace) => Object.fromEntries(await workspace.changedFrom(trees)));

  it('tells the paths that differ from each tree, uncommitted and untracked ones too', async () => {
    const first = (await takeSnapshot(root, 'first')).tree;
    await write(root, { 'a.py': '1 changed\n', 'new.py': '4\n' });
    const second = (await takeSnapshot(root, 'second')).tree;
    await write(root, { 'src/c.py': '3 changed\n' });
    assert.deepEqual(await changedFrom([first, second]), {
      [first]: ['a.py', 'new.py', 'src/c.py'],
      [second]: ['src/c.py'],
    });
  });

  it('is a snapshot of now: equal to the one just taken', async () => {
    await write(root, { 'a.py': '1 changed\n', '.env': 'TOKEN=1\n' });
    const { tree } = await takeSnapshot(root, 'now');
    assert.equal(await treeNow(root), tree);
    assert.deepEqual(await changedFrom([tree]), { [tree]: [] });
  });

  it('counts a moved file once', async () => {
    const { tree } = await takeSnapshot(root, 'before');
    await git(root, 'mv', 'src/c.py', 'src/d.py');
    assert.deepEqual(await changedFrom([tree]), { [tree]: ['src/d.py'] });
  });

  it('leaves out trees that are gone or are none', async () => {
    const { tree } = await takeSnapshot(root, 'there');
    assert.deepEqual(await changedFrom(['1'.repeat(40), 'HEAD', tree]), { [tree]: [] });
  });

  it("does not count ModelTrail's own folder", async () => {
    const { tree } = await takeSnapshot(root, 'before');
    await write(root, { '.modeltrail/gates.yaml': 'gates: []\n' });
    await git(root, 'add', '--force', '.modeltrail');
    await commitAll(root);
    assert.deepEqual(await changedFrom([tree]), { [tree]: [] });
  });

  it('names what a snapshot would leave out', async () => {
    await write(root, { '.env': 'TOKEN=1\n' });
    const leftOut = await withWorkspaceTree(root, (workspace) => Promise.resolve([...workspace.leftOut]));
    assert.deepEqual(leftOut, ['.env']);
  });

  it('reads the data that uncommitted files pin', async () => {
    const pointer = (md5: string): string => `outs:\n- md5: ${md5}\n  path: raw.csv\n  hash: md5\n`;
    await write(root, { 'raw.csv.dvc': pointer('a'.repeat(32)) });
    const { pins } = await withWorkspaceTree(root, (workspace) => workspace.pinned());
    assert.deepEqual(
      pins.map(({ path, digest }) => [path, digest]),
      [['raw.csv', 'a'.repeat(32)]],
    );
  });

  it('writes nothing into the repository', async () => {
    const objects = join(root, '.git', 'objects');
    const before = await readdir(objects, { recursive: true });
    await write(root, { 'new.py': 'only here\n' });
    await changedFrom([(await git(root, 'rev-parse', 'HEAD^{tree}')).trim()]);
    assert.deepEqual(await readdir(objects, { recursive: true }), before);
  });

  it('compares more trees than one process takes', async () => {
    const trees: string[] = [];
    for (let index = 0; index < 40; index++) {
      await writeFile(join(root, 'b.py'), `${index}\n`);
      trees.push(await treeKept(root, index));
    }
    const changed = await changedFrom(trees);
    assert.deepEqual(
      trees.map((tree) => changed[tree]),
      [...Array.from({ length: 39 }, () => ['b.py']), []],
    );
  });

  it('ends with the signal', async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(
      withWorkspaceTree(root, () => Promise.resolve(), stop.signal),
      { name: 'AbortError' },
    );
  });

  it('follows a folder that became a file and the reverse', async () => {
    const { tree } = await takeSnapshot(root, 'before');
    await rm(join(root, 'src'), { recursive: true });
    await writeFile(join(root, 'src'), 'a file now\n');
    await rm(join(root, 'a.py'));
    await mkdir(join(root, 'a.py'));
    await writeFile(join(root, 'a.py', 'x'), '1\n');
    assert.deepEqual([...((await changedFrom([tree]))[tree] ?? [])].sort(), ['a.py/x', 'src', 'src/c.py']);
  });
});

async function treeKept(root: string, index: number): Promise<string> {
  return (await takeSnapshot(root, `run${index}`)).tree;
}
