import assert from 'node:assert/strict';
import { readIdentity } from '../../../src/git';
import { git, makeFolder, makeRepository, removeFolder } from './repositoryFixture';

describe('readIdentity', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => removeFolder(folder));

  it("reads the folder's own name and address", async () => {
    await makeRepository(folder);
    await git(folder, 'config', 'user.name', 'Ada Lovelace');
    await git(folder, 'config', 'user.email', 'ada@example.org');
    assert.deepEqual(await readIdentity(folder), { name: 'Ada Lovelace', email: 'ada@example.org' });
  });

  it('knows nobody where Git is missing', async () => {
    const path = process.env['PATH'];
    try {
      process.env['PATH'] = '';
      assert.deepEqual(await readIdentity(folder), { name: null, email: null });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
