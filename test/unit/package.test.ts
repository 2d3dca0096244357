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
    assert.deepEqual(files.map(nameOnAnyTarget), expected);
  });
});

/** Binaries are named after their platform; each VSIX holds those of one. */
function nameOnAnyTarget(file: string): string {
  return file
    .replace(/^dist\/native\/[^/]+\.node$/, 'dist/native/<target>.node')
    .replace(/^dist\/duckdb\/(libduckdb\.so|libduckdb\.dylib|duckdb\.dll)$/, 'dist/duckdb/<library>');
}
