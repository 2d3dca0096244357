import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Packaging {
  readonly listPackaged: () => Promise<string[]>;
}

describe('the VSIX', () => {
  it('holds the files of test/fixtures/vsix-files.txt and no other', async () => {
    const { listPackaged } = (await import(pathToFileURL(resolve('scripts/package.mjs')).href)) as Packaging;
    const files = await listPackaged();
    const expected = (await readFile('test/fixtures/vsix-files.txt', 'utf8')).trim().split('\n');
    assert.deepEqual(files, expected);
  });
});
