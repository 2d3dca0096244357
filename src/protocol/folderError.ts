import { ModelTrailError, toError } from './errors';

/** What the system says when a file stands where a folder must be, or a folder where a file must be. */
const inTheWay = new Set(['EEXIST', 'ENOTDIR', 'EISDIR']);

/** Why ModelTrail cannot write `path` of a workspace folder: `FOLDER_BLOCKED` by something else of that name, else `STORE_READ_ONLY`. */
export function toFolderError(thrown: unknown, { folder, path }: { folder: string; path: string }): ModelTrailError {
  const error = toError(thrown);
  if ('code' in error && inTheWay.has(String(error.code))) {
    return new ModelTrailError('FOLDER_BLOCKED', `Something that is not ModelTrail's is in the way: ${path}.`, {
      hint: 'Move it away, or give it another name.',
      cause: error,
    });
  }
  return new ModelTrailError('STORE_READ_ONLY', `ModelTrail cannot write in ${folder}: ${error.message}.`, {
    hint: 'Give your user the right to write this folder, or open a copy of it.',
    cause: error,
  });
}
