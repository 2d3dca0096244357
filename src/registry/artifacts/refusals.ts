import { ModelTrailError, toError } from '../../protocol/errors';

/** The error of an entry that no model may hold; `what` completes "`path` is …". */
export function unsafe(path: string, what: string, hint = 'Take it out of the folder and try again.'): ModelTrailError {
  return new ModelTrailError('UNSAFE_PATH', `${path} is ${what}: a model cannot hold it.`, { hint });
}

/** The error of a file that became another one while it was read. */
export function changedMeanwhile(path: string): ModelTrailError {
  return new ModelTrailError('CONFLICT', `${path} changed while it was read.`, {
    hint: 'Try again when nothing writes into the folder.',
  });
}

const causes: Readonly<Record<string, readonly [code: string, what: string, hint: string]>> = {
  ENOSPC: ['DISK_FULL', 'The disk is full', 'Free some space and try again.'],
  EDQUOT: ['DISK_FULL', 'The disk quota is used up', 'Free some space and try again.'],
  EACCES: ['PERMISSION_DENIED', 'Permission is denied', 'Give yourself the right to it and try again.'],
  EPERM: ['PERMISSION_DENIED', 'Permission is denied', 'Give yourself the right to it and try again.'],
  EROFS: ['PERMISSION_DENIED', 'The disk is read-only', 'Make it writable and try again.'],
};

/** What the file system answered about `path`, in words. */
export function toFileError(thrown: unknown, path: string): Error {
  const error = toError(thrown);
  if (error instanceof ModelTrailError || !('code' in error)) return error;
  const code = String(error.code);
  if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') return changedMeanwhile(path);
  const [named, what, hint] = causes[code] ?? ['FILE_NOT_READ', `The system says ${code}`, 'Look at the file.'];
  return new ModelTrailError(named, `${what}: ${path}.`, { hint, cause: error });
}
