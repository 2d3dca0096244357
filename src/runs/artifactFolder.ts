import { randomBytes } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { mkdir, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ModelTrailError, toError } from '../protocol/errors';
import { checkArtifactName, checkArtifactPath } from './artifactPath';
import { invalid } from './limits';

/** A file or folder below an artifact root; `path` is relative to that root. */
export interface ArtifactEntry {
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes; null for a folder. */
  readonly size: number | null;
}

/** A file open for reading: the caller closes `handle`. */
export interface OpenArtifact {
  readonly handle: FileHandle;
  readonly path: string;
  readonly size: number;
}

const partPattern = /^\.upload-[0-9a-f]{16}\.part$/;

/** What lies directly in a folder below `root`, sorted; [] for a file or where nothing is. Links out of the root are left out. */
export async function listArtifacts(root: string, folder: string): Promise<ArtifactEntry[]> {
  const path = checkArtifactPath(folder);
  const inside = await locate(root, path);
  if (inside === null) return [];
  const entries: ArtifactEntry[] = [];
  for (const entry of await entriesIn(inside)) {
    if (partPattern.test(entry.name)) continue;
    const relative = path === '' ? entry.name : `${path}/${entry.name}`;
    const real = entry.isSymbolicLink() ? await locate(root, relative) : join(inside, entry.name);
    const about = real === null ? null : await stat(real).catch(() => null);
    if (about === null) continue;
    entries.push({ path: relative, isFolder: about.isDirectory(), size: about.isDirectory() ? null : about.size });
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Opens a file below `root`. Throws `ARTIFACT_NOT_FOUND`. */
export async function openArtifact(root: string, path: string): Promise<OpenArtifact> {
  const name = checkArtifactName(path);
  const real = await locate(root, name);
  const handle = real === null ? null : await openFile(real);
  if (handle === null) throw new ModelTrailError('ARTIFACT_NOT_FOUND', `No such artifact: '${path}'`);
  const about = await handle.stat();
  if (about.isFile()) return { handle, path: name, size: about.size };
  await handle.close();
  throw new ModelTrailError('ARTIFACT_NOT_FOUND', `No such artifact: '${path}'`);
}

/**
 * Writes a file below `root`: beside its place first, then renamed, so that a broken upload leaves the old file or none.
 * Throws `DISK_FULL`, `PERMISSION_DENIED` for a folder that cannot be written, `INVALID_VALUE` where no file can be.
 */
export async function writeArtifact(root: string, path: string, content: AsyncIterable<Buffer>): Promise<void> {
  const name = checkArtifactName(path);
  const file = join(root, ...name.split('/'));
  const folder = dirname(file);
  const part = join(folder, `.upload-${randomBytes(8).toString('hex')}.part`);
  try {
    await mkdir(root, { recursive: true });
    if (!(await staysInside(root, folder))) throw invalid('Invalid path');
    await mkdir(folder, { recursive: true });
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined); // The first failure is the one to tell.
    throw toArtifactError(error, name);
  }
}

/** Removes a file or folder below `root`; silent where nothing is. A link is removed, not what it points to. */
export async function removeArtifact(root: string, path: string): Promise<void> {
  const name = checkArtifactName(path);
  const file = join(root, ...name.split('/'));
  if (!(await staysInside(root, dirname(file)))) throw invalid('Invalid path');
  try {
    await rm(file, { recursive: true, force: true });
  } catch (error) {
    throw toArtifactError(error, name);
  }
}

/** The real path below `root` of something that exists; null when it does not, or a link leads out of the root. */
async function locate(root: string, path: string): Promise<string | null> {
  try {
    const [base, real] = await Promise.all([realpath(root), realpath(join(root, ...path.split('/')))]);
    return isWithin(base, real) ? real : null;
  } catch {
    return null;
  }
}

/** Whether the deepest folder on the way to `folder` that exists is really inside `root`. */
async function staysInside(root: string, folder: string): Promise<boolean> {
  const base = await realpath(root).catch(() => null);
  if (base === null) return true; // Nothing is there: nothing can lead out of it.
  for (let at = folder; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => null);
    if (real !== null) return isWithin(base, real);
    if (at === root || at === dirname(at)) return false;
  }
}

function isWithin(base: string, path: string): boolean {
  return path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);
}

async function entriesIn(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // A file, or a folder that went meanwhile.
  }
}

/** Without blocking on a FIFO that someone put there; Windows has no such flag, and none is 0. */
function openFile(path: string): Promise<FileHandle | null> {
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
}

const refusals: Readonly<Record<string, readonly [code: string, message: (name: string) => string]>> = {
  ENOSPC: ['DISK_FULL', (name) => `The disk is full; the artifact '${name}' was not stored.`],
  EDQUOT: ['DISK_FULL', (name) => `The disk quota is used up; the artifact '${name}' was not stored.`],
  EACCES: ['PERMISSION_DENIED', (name) => `The artifact '${name}' cannot be changed: its folder is not writable.`],
  EPERM: ['PERMISSION_DENIED', (name) => `The artifact '${name}' cannot be changed: its folder is not writable.`],
  EROFS: ['PERMISSION_DENIED', (name) => `The artifact '${name}' cannot be changed: its disk is read-only.`],
  ENAMETOOLONG: ['INVALID_VALUE', (name) => `The name of artifact '${name.slice(0, 80)}…' is too long for this disk.`],
  EISDIR: ['INVALID_VALUE', (name) => `The artifact '${name}' is a folder already.`],
  ENOTEMPTY: ['INVALID_VALUE', (name) => `The artifact '${name}' is a folder already.`],
  ENOTDIR: ['INVALID_VALUE', (name) => `A part of the path '${name}' is a file, not a folder.`],
  EEXIST: ['INVALID_VALUE', (name) => `A part of the path '${name}' is a file, not a folder.`],
};

function toArtifactError(thrown: unknown, name: string): Error {
  const error = toError(thrown);
  const refusal = 'code' in error ? refusals[String(error.code)] : undefined;
  if (!refusal || error instanceof ModelTrailError) return error;
  const hint = refusal[0] === 'DISK_FULL' ? { hint: 'Free some space; the client tries again.' } : {};
  return new ModelTrailError(refusal[0], refusal[1](name), { ...hint, cause: error });
}
