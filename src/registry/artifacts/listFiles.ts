import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { ModelTrailError } from '../../protocol/errors';
import { foldName } from '../foldName';
import { comparePaths } from './manifest';
import { toFileError, unsafe } from './refusals';

/** Where a signature of the folder may lie within it; it is no part of what it signs. */
export const signatureName = 'model.sig';

/** Names at the top level that are no part of a model, as model-signing has them. */
export const ignoredNames: readonly string[] = [signatureName, '.git', '.gitattributes', '.github', '.gitignore'];

/** More than so many files are no model. */
export const mostFiles = 100_000;

/** A regular file of a model folder, and what tells whether it is still the same: device, inode, change times. */
export interface ListedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Device, inode, size, and times of change in nanoseconds. */
  readonly stamp: string;
}

/**
 * The regular files of a model folder in the order of the root digest. Throws `UNSAFE_PATH` naming an entry that is a link
 * or device or has another's name in other case, `INVALID_VALUE` for no folder, an empty one, or one with too many files.
 */
export function listFiles(folder: string): readonly ListedFile[] {
  const files: ListedFile[] = [];
  const pending = [''];
  for (let inner = pending.pop(); inner !== undefined; inner = pending.pop()) {
    for (const name of namesIn(join(folder, inner))) {
      const path = inner === '' ? name : `${inner}/${name}`;
      const about = statEntry(join(folder, path), path);
      if (inner === '' && ignoredNames.includes(name)) continue;
      if (about.isDirectory()) pending.push(path);
      else files.push({ path, size: Number(about.size), stamp: toStamp(about) });
    }
    if (files.length > mostFiles) {
      throw new ModelTrailError('INVALID_VALUE', `${folder} has more than ${mostFiles} files.`, {
        hint: 'Choose the folder of the model alone, or pack small files together.',
      });
    }
  }
  if (files.length === 0) {
    throw new ModelTrailError('INVALID_VALUE', `${folder} holds no file: there is no model in it.`, {
      hint: 'Choose the folder that the training wrote the model to.',
    });
  }
  return files.sort((a, b) => comparePaths(a.path, b.path));
}

/**
 * One text for the state of all files without reading them: it changes when any was written, replaced, added or removed.
 * It tells that what was hashed a moment ago is still there; it is no digest of the content.
 */
export function toStatSignature(files: readonly ListedFile[]): string {
  const hash = createHash('sha256');
  for (const { path, stamp } of files) hash.update(`${path}\0${stamp}\n`);
  return hash.digest('hex');
}

/** What tells a file from another one that took its place. */
export function toStamp({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Names within a folder; bytes that are no UTF-8 would be read as another name, on which no two systems agree. */
function namesIn(folder: string): readonly string[] {
  const names = readNames(folder).map((bytes) => {
    const name = bytes.toString('utf8');
    if (Buffer.from(name).equals(bytes)) return name;
    throw unsafe(join(folder, name), 'a name that is no UTF-8', 'Rename the file and try again.');
  });
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(foldName(name));
    if (before !== undefined) {
      throw unsafe(join(folder, name), `the name ${before} in other case`, 'Rename one of the two and try again.');
    }
    if (name.includes('\\')) {
      throw unsafe(join(folder, name), 'a name with a backslash, a path elsewhere', 'Rename it and try again.');
    }
    seen.set(foldName(name), name);
  }
  return names;
}

function readNames(folder: string): readonly Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw toFileError(error, folder);
    throw new ModelTrailError('INVALID_VALUE', `There is no folder ${folder}.`, {
      hint: 'Choose the folder that the training wrote the model to.',
      cause: error,
    });
  }
}

function statEntry(file: string, path: string): BigIntStats {
  let about: BigIntStats;
  try {
    about = lstatSync(file, { bigint: true });
  } catch (error) {
    throw toFileError(error, file);
  }
  if (about.isFile() || about.isDirectory()) return about;
  throw unsafe(path, kindOf(about));
}

function kindOf(about: BigIntStats): string {
  if (about.isSymbolicLink()) return 'a symbolic link';
  if (about.isFIFO()) return 'a named pipe';
  if (about.isSocket()) return 'a socket';
  return 'a device';
}
