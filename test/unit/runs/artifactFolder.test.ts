import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtifact } from '../../../src/runs/artifactFolder';
import { checkArtifactPath, hasParentSegment } from '../../../src/runs/artifactPath';
import { ModelTrailError } from '../../../src/protocol/errors';

/** Content that fails as the disk would, after some bytes. */
async function* failing(code: string): AsyncGenerator<Buffer> {
  yield Buffer.from('some');
  await Promise.resolve();
  throw Object.assign(new Error('a write failed'), { code });
}

async function* whole(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

describe('writeArtifact', () => {
  let root: string;
  beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'modeltrail-artifacts-'))));
  afterEach(() => rm(root, { recursive: true, force: true }));

  for (const [code, expected] of [
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EROFS', 'PERMISSION_DENIED'],
    ['EACCES', 'PERMISSION_DENIED'],
  ] as const) {
    it(`answers ${code} with ${expected} and keeps the old file`, async () => {
      await writeArtifact(root, 'a/b.txt', whole('old'));
      await assert.rejects(
        writeArtifact(root, 'a/b.txt', failing(code)),
        (error: unknown) =>
          error instanceof ModelTrailError && error.code === expected && error.message.includes("'a/b.txt'"),
      );
      assert.deepEqual(await readdir(join(root, 'a')), ['b.txt']);
      assert.equal(await readFile(join(root, 'a', 'b.txt'), 'utf8'), 'old');
    });
  }

  it('makes the root itself when it is not there', async () => {
    await writeArtifact(join(root, 'new'), 'x', whole('x'));
    assert.equal(await readFile(join(root, 'new', 'x'), 'utf8'), 'x');
  });
});

describe('checkArtifactPath', () => {
  it('drops empty and dot segments', () => {
    assert.equal(checkArtifactPath('a//./b/'), 'a/b');
    assert.equal(checkArtifactPath('./'), '');
  });

  it('ends soon on a text that is encoded without end', () => {
    const text = `%${'25'.repeat(1_000_000)}41`;
    assert.throws(() => checkArtifactPath(text), { message: 'Invalid path' });
    assert.equal(hasParentSegment(text), true);
  });
});
