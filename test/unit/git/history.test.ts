import assert from 'node:assert/strict';
import { join } from 'node:path';
import { compareTrees, firstParentLine, shareRepository, takeSnapshot } from '../../../src/git';
import { commitAll, git, makeFolder, makeRepository, removeFolder, write } from './repositoryFixture';

describe('the line of commits between two', () => {
  let folder: string;
  let root: string;
  let commits: string[];
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
    await makeRepository(root, { 'a.py': '0\n' });
    commits = [await git(root, 'rev-parse', 'HEAD')];
    for (const text of ['1', '2', '3']) {
      await write(root, { 'a.py': `${text}\n` });
      commits.push(await commitAll(root));
    }
  });
  afterEach(() => removeFolder(folder));

  const idsOf = async (from: string, to: string): Promise<readonly string[] | null> =>
    (await firstParentLine(root, from, to))?.map(({ commit }) => commit) ?? null;

  it('holds both ends, in the order asked, also back in time', async () => {
    const [first = '', , , last = ''] = commits;
    assert.deepEqual(await idsOf(first, last), commits);
    assert.deepEqual(await idsOf(last, first), commits.toReversed());
    assert.deepEqual(await idsOf(first, first), [first]);
  });

  it('tells subject, author and time of each commit', async () => {
    await write(root, { 'a.py': '4\n' });
    await git(root, 'commit', '--all', '--quiet', '--message', 'Über "x" & <y>\n\nMore.');
    const line = await firstParentLine(root, commits[3] ?? '', 'HEAD');
    assert.deepEqual(line?.[1], {
      commit: await git(root, 'rev-parse', 'HEAD'),
      subject: 'Über "x" & <y>',
      author: 'Test',
      at: '2026-01-02T03:04:05.000Z',
    });
  });

  it('passes a merged branch by, and is none from a commit inside it', async () => {
    await git(root, 'switch', '--quiet', '--create', 'side');
    await write(root, { 'side.py': '1\n' });
    const side = await commitAll(root);
    await git(root, 'switch', '--quiet', 'main');
    await write(root, { 'main.py': '1\n' });
    const beside = await commitAll(root);
    await git(root, 'merge', '--quiet', '--no-ff', '--message', 'Merge', 'side');
    const merge = await git(root, 'rev-parse', 'HEAD');
    assert.deepEqual(await idsOf(commits[3] ?? '', merge), [commits[3], beside, merge]);
    assert.equal(await idsOf(side, merge), null);
    assert.equal(await idsOf(side, beside), null);
  });

  it('refuses commits that are not there', async () => {
    await assert.rejects(firstParentLine(root, '1'.repeat(40), 'HEAD'), { code: 'REVISION_NOT_FOUND' });
  });
});

describe('two trees and how others stand to them', () => {
  let folder: string;
  let root: string;
  beforeEach(async () => {
    folder = await makeFolder();
    root = join(folder, 'repository');
    await makeRepository(root, { 'a.py': '1\n', 'b.py': '1\n', 'gone.py': '1\n' });
  });
  afterEach(() => removeFolder(folder));

  let taken = 0;
  const tree = async (files: Readonly<Record<string, string>>): Promise<string> => {
    await write(root, files);
    return (await takeSnapshot(root, `run${++taken}`)).tree;
  };

  it('tells whose content every other tree has', async () => {
    const from = await tree({});
    const to = await tree({ 'a.py': '2\n', 'b.py': '2\n', 'new.py': '1\n' });
    const half = await tree({ 'b.py': '1\n' });
    const other = await tree({ 'a.py': '3\n' });
    const gone = '1'.repeat(40);
    const compared = await compareTrees(root, { from, to }, [half, other, half, gone]);
    assert.deepEqual(
      compared?.changes.map(({ path, from: before }) => [path, before === null]),
      [
        ['a.py', false],
        ['b.py', false],
        ['new.py', true],
      ],
    );
    assert.deepEqual(Object.fromEntries(compared.sides), {
      [half]: ['to', 'from', 'to'],
      [other]: ['neither', 'from', 'to'],
    });
  });

  it('is nothing when one of the two is gone', async () => {
    const from = await tree({});
    assert.equal(await compareTrees(root, { from, to: '1'.repeat(40) }, []), null);
    assert.deepEqual(await compareTrees(root, { from, to: from }, [from]), {
      changes: [],
      sides: new Map([[from, []]]),
    });
  });

  it('knows worktrees of one repository from others', async () => {
    await git(root, 'worktree', 'add', '--quiet', '--detach', '../beside');
    await makeRepository(join(folder, 'foreign'), { 'a.py': '1\n' });
    assert.equal(await shareRepository(root, join(folder, 'beside')), true);
    assert.equal(await shareRepository(root, join(folder, 'foreign')), false);
    assert.equal(await shareRepository(root, folder), false);
  });
});
