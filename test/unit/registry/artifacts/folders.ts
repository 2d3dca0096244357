import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The model of the published vector, in the order of its root digest. */
export const vectorModel: Readonly<Record<string, string | Buffer>> = {
  MLmodel: 'flavors: {}\n',
  'Z.txt': 'z',
  'data/sub/b.txt': 'b\n',
  'data/weights.bin': Buffer.from(Array.from({ length: 16 }, (_, byte) => byte)),
  'data-extra/a.txt': 'a\n',
  'requirements.txt': 'numpy\n',
  'é.txt': 'e',
};
export const vectorRoot = 'a0e18ff8abf2ba21889d374d43964326d0699de4429f23a896d81e948a5ee943';

/** Gives each test of the suite a new folder, removed after it. */
export function useFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'modeltrail-artifacts-'));
  });
  afterEach(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}

/** Writes files below `folder` in an order that no answer may depend on. */
export async function writeModel(folder: string, files: Readonly<Record<string, string | Buffer>> = vectorModel) {
  for (const [path, content] of Object.entries(files).reverse()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
