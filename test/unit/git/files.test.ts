import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileAt } from '../../../src/git';
import { makeFolder, makeRepository, removeFolder } from './repositoryFixture';

describe('files of a recorded tree', () => {
  let root: string;
  beforeEach(async () => {
    root = await makeFolder();
    await makeRepository(root, { 'a.bin': Buffer.from([0, 255, 13, 10]), 'sub/b.py': '12345', 'sub/empty': '' });
  });
  afterEach(() => removeFolder(root));

  it('are read to the byte', async () => {
    assert.deepEqual(await readFileAt(root, 'HEAD', 'a.bin'), Buffer.from([0, 255, 13, 10]));
    assert.equal((await readFileAt(join(root, 'sub'), 'HEAD', 'sub/b.py')).toString(), '12345');
    assert.equal((await readFileAt(root, 'HEAD', 'sub/empty')).length, 0);
  });

  it('are not read past the cap', async () => {
    await assert.rejects(readFileAt(root, 'HEAD', 'sub/b.py', { maxBytes: 4 }), { code: 'FILE_TOO_LARGE' });
  });

  it('are files: neither folders nor absent paths', async () => {
    for (const path of ['sub', 'absent', '*.bin', 'SUB/b.py']) {
      await assert.rejects(readFileAt(root, 'HEAD', path), { code: 'FILE_NOT_FOUND' });
    }
  });

  it('are inside the repository', async () => {
    for (const path of ['../a', '/etc/hosts', 'sub/../../a', '.git/config', '', 'sub//b.py', './a.bin']) {
      await assert.rejects(readFileAt(root, 'HEAD', path), { code: 'PATH_OUTSIDE' });
    }
  });
});
