import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';

/** Where the extension under test comes from: the built repository, or a packaged VSIX (what is shipped). */
export type ExtensionSource = 'source' | { readonly vsix: string };

const manifestSchema = z.object({ publisher: z.string(), name: z.string(), version: z.string(), main: z.string() });

/** The repository as an extension; throws with the remedy when it is not built. */
export async function readSource(): Promise<{ folder: string; id: string; version: string }> {
  const folder = resolve();
  const manifest = manifestSchema.parse(JSON.parse(await readFile(resolve(folder, 'package.json'), 'utf8')));
  if (!existsSync(resolve(folder, manifest.main))) {
    throw new Error(`${manifest.main} is missing: run 'npm run build' first.`);
  }
  return { folder, id: `${manifest.publisher}.${manifest.name}`, version: manifest.version };
}
