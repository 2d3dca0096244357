import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAbort, ModelTrailError, toError } from './errors';

/**
 * Writes a file that is there whole or not at all, and returns its absolute path. Throws `FILE_NOT_WRITTEN`.
 */
export async function writeWhole(path: string, content: string | Uint8Array | AsyncIterable<string>): Promise<string> {
  const file = resolve(path);
  const draft = `${file}.${process.pid}.part`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
    return file;
  } catch (error) {
    await rm(draft, { force: true });
    if (isAbort(error)) throw error;
    throw new ModelTrailError('FILE_NOT_WRITTEN', `${file} cannot be written: ${toError(error).message}.`, {
      hint: `Make the folder ${dirname(file)}, or choose another file.`,
      cause: error,
    });
  }
}
