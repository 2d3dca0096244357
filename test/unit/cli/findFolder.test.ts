import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFolder } from '../../../src/cli/findFolder';

describe('the workspace folder', () => {
  let root: string;
  let home: string | undefined;

  const make = (path: string): string => {
    const folder = join(root, path);
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'modeltrail-folder-')));
    home = process.env['HOME'];
    process.env['HOME'] = make('home');
  });

  afterEach(() => {
    process.env['HOME'] = home;
    rmSync(root, { recursive: true });
  });

  it('is the nearest parent that has a store, even above a Git root', () => {
    make('home/projects/.modeltrail');
    make('home/projects/repository/.git');
    assert.equal(findFolder(make('home/projects/repository/src/deep')), join(root, 'home/projects'));
  });

  it('is else the Git root, where .git may be the file of a worktree', () => {
    writeFileSync(join(make('home/tree'), '.git'), 'gitdir: elsewhere\n');
    assert.equal(findFolder(make('home/tree/src')), join(root, 'home/tree'));
  });

  it('is else the current folder', () => {
    assert.equal(findFolder(make('home/plain/src')), join(root, 'home/plain/src'));
  });

  it('is never the home folder, even with a store or a repository in it', () => {
    make('home/.modeltrail');
    make('home/.git');
    assert.equal(findFolder(make('home/plain')), join(root, 'home/plain'));
    assert.throws(() => findFolder(join(root, 'home')), { code: 'FOLDER_REFUSED' });
    assert.throws(() => findFolder(root, 'home'), { code: 'FOLDER_REFUSED' });
  });

  it('is never the root of the disk', () => {
    assert.throws(() => findFolder('/'), { code: 'FOLDER_REFUSED' });
    assert.throws(() => findFolder(root, '/'), { code: 'FOLDER_REFUSED' });
  });

  it('is the given one as it is, seen through links', () => {
    make('home/projects/.modeltrail');
    const inner = make('home/projects/inner');
    symlinkSync(inner, join(root, 'link'));
    assert.equal(findFolder(root, 'link'), inner);
    assert.throws(() => findFolder(root, 'nowhere'), { code: 'FOLDER_NOT_FOUND' });
  });
});
