import assert from 'node:assert/strict';
import { pinnedData, takeSnapshot } from '../../../src/git';
import { makeFolder, makeRepository, removeFolder, write } from './repositoryFixture';

describe('pinnedData', () => {
  let root: string;
  beforeEach(async () => {
    root = await makeFolder();
  });
  afterEach(() => removeFolder(root));

  it('reads pointers of folders, files, imports and older versions', async () => {
    await makeRepository(root, {
      'data/raw.dvc':
        'outs:\n- md5: 4a35d6538495e071abe152df44dde8bf.dir\n  size: 13\n  nfiles: 5\n  hash: md5\n  path: raw\n',
      'old.csv.dvc': 'outs:\n- md5: 932ccbf2d719387104cdde56cebbd777\n  path: old.csv\n',
      'digits.dvc': 'outs:\n- md5: 00000000000000000000000000000012\n  size: 7\n  hash: md5\n  path: digits\n',
      'sub/moved.dvc': 'wdir: ../data\nouts:\n- etag: "abc-2"\n  size: 9\n  path: moved.parquet\n',
      'remote.dvc': 'outs:\n- checksum: ff00\n  path: hdfs://host/x\n',
      'empty.dvc': 'outs:\n- path: not-yet\n',
    });
    const { pins, unreadable } = await pinnedData(root, 'HEAD');
    assert.deepEqual(unreadable, []);
    assert.deepEqual(pins, [
      pin('data/moved.parquet', 'etag', 'abc-2', 9, null, 'sub/moved.dvc'),
      pin('data/raw', 'md5', '4a35d6538495e071abe152df44dde8bf.dir', 13, 5, 'data/raw.dvc'),
      pin('digits', 'md5', '00000000000000000000000000000012', 7, null, 'digits.dvc'),
      pin('hdfs://host/x', 'checksum', 'ff00', null, null, 'remote.dvc'),
      pin('old.csv', 'md5-dos2unix', '932ccbf2d719387104cdde56cebbd777', null, null, 'old.csv.dvc'),
    ]);
  });

  it("reads the outputs of a lock, relative to each stage's own folder", async () => {
    await makeRepository(root, {
      'job/dvc.yaml':
        'stages:\n  prep:\n    cmd: x\n    wdir: ../data\n  each:\n    foreach: [a]\n    do:\n      cmd: y\n',
      'job/dvc.lock': [
        "schema: '2.0'",
        'stages:',
        '  prep:',
        '    cmd: x',
        '    deps:',
        '    - path: one.txt',
        '      hash: md5',
        '      md5: 932ccbf2d719387104cdde56cebbd777',
        '      size: 17',
        '    outs:',
        '    - path: clean.txt',
        '      hash: md5',
        '      md5: 852e77b490fb4e8653fbc11f4c6f89c2',
        '      size: 11',
        '  each@a:',
        '    cmd: y',
        '    outs:',
        '    - path: out/a',
        '      hash: md5',
        '      md5: 4a35d6538495e071abe152df44dde8bf.dir',
        '      size: 3',
        '      nfiles: 2',
        '',
      ].join('\n'),
      'legacy/dvc.lock': 'train:\n  cmd: x\n  outs:\n  - path: m.pkl\n    md5: 852e77b490fb4e8653fbc11f4c6f89c2\n',
    });
    const { pins } = await pinnedData(root, 'HEAD');
    assert.deepEqual(pins, [
      pin('data/clean.txt', 'md5', '852e77b490fb4e8653fbc11f4c6f89c2', 11, null, 'job/dvc.lock#prep'),
      pin('job/out/a', 'md5', '4a35d6538495e071abe152df44dde8bf.dir', 3, 2, 'job/dvc.lock#each@a'),
      pin('legacy/m.pkl', 'md5-dos2unix', '852e77b490fb4e8653fbc11f4c6f89c2', null, null, 'legacy/dvc.lock#train'),
    ]);
  });

  it('names the files that it cannot read and still reads the others', async () => {
    await makeRepository(root, {
      'bad.dvc': 'outs: [unclosed',
      'odd.dvc': 'outs: text',
      'tag.dvc': 'outs:\n- md5: !!python/object:os.system x\n  path: p\n',
      'dvc.lock': 'a: 1\n  b: 2\n',
      'good.dvc': 'outs:\n- md5: 932ccbf2d719387104cdde56cebbd777\n  hash: md5\n  path: good\n',
    });
    const { pins, unreadable } = await pinnedData(root, 'HEAD');
    assert.deepEqual(
      pins.map(({ path }) => path),
      ['good', 'p'],
    );
    assert.deepEqual(
      unreadable.map(({ path }) => path),
      ['bad.dvc', 'dvc.lock', 'odd.dvc'],
    );
  });

  it("sees a snapshot's uncommitted pointers, and finds none where there are none", async () => {
    await makeRepository(root, { 'a.py': '1' });
    await write(root, { 'x.dvc': 'outs:\n- md5: 932ccbf2d719387104cdde56cebbd777\n  hash: md5\n  path: x\n' });
    const { commit } = await takeSnapshot(root, 'run1');
    assert.equal((await pinnedData(root, commit)).pins.length, 1);
    assert.deepEqual(await pinnedData(root, 'HEAD'), { pins: [], unreadable: [] });
  });
});

function pin(
  path: string,
  algorithm: string,
  digest: string,
  bytes: number | null,
  files: number | null,
  from: string,
) {
  return { path, algorithm, digest, bytes, files, from };
}
