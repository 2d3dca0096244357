import { copyFile, lstat, mkdir, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelTrailError } from '../protocol/errors';
import { gitIn, gitLine, type Repository } from './repository';
import { isMissing, selectChanges, type LeftOut, type Selection, type SnapshotLimits } from './selection';
import { listWorkingTreeChanges } from './workingTreeChanges';

/** The working tree as a Git tree, with what that tree does not hold. */
export interface WorkingTree {
  readonly tree: string;
  readonly leftOut: readonly LeftOut[];
  /** Environment in which the tree's objects can be read. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a working tree is read: `keep` writes the new objects into the repository, else they live as long as `use` runs. */
export interface WorkingTreeOptions {
  readonly limits?: SnapshotLimits;
  readonly keep: boolean;
  /** Paths that are taken whatever limits and ignore rules say. */
  readonly force?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Builds the tree of the uncommitted working tree through a copy of the index, and hands it to `use`. */
export async function withWorkingTree<T>(
  repository: Repository,
  options: WorkingTreeOptions,
  use: (workingTree: WorkingTree) => Promise<T>,
): Promise<T> {
  return withTemporaryIndex(repository, async (indexFile, folder) => {
    const objects = options.keep ? {} : await temporaryObjects(repository, join(folder, 'objects'));
    const env = { ...objects, GIT_INDEX_FILE: indexFile };
    const forced = new Set(options.force ?? []);
    const changes = await listWorkingTreeChanges(repository, env, options.signal);
    const judged = changes.filter(({ path }) => !forced.has(path));
    const selected = await selectChanges(repository, judged, options.limits ?? {}, options.signal);
    const selection = await withForced(repository, selected, forced);
    await writeEntries(repository, selection, env, options.signal);
    const unreadable = await addPaths(repository, selection.add, env, options.signal);
    const reset = changes.filter(({ path }) => unreadable.includes(path));
    await writeEntries(repository, { reset, remove: [] }, env, options.signal);
    const tree = await gitLine(repository, ['write-tree', '--missing-ok'], { env, signal: options.signal });
    const failed = unreadable.map((path): LeftOut => ({ path, reason: 'unreadable', bytes: 0 }));
    return use({ tree, leftOut: [...selection.leftOut, ...failed], env: objects });
  });
}

async function withForced(
  repository: Repository,
  selection: Selection,
  forced: ReadonlySet<string>,
): Promise<Selection> {
  const add = [...selection.add];
  const remove = [...selection.remove];
  for (const path of forced) ((await isFolderOrAbsent(join(repository.root, path))) ? remove : add).push(path);
  return { ...selection, add, remove };
}

async function isFolderOrAbsent(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}

/** Gives `use` a private copy of the index, so that the repository's own is neither locked nor written. */
export async function withTemporaryIndex<T>(
  repository: Repository,
  use: (indexFile: string, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'modeltrail-index-'));
  try {
    const indexFile = join(folder, 'index');
    await copyIndex(repository.indexFile, indexFile);
    return await use(indexFile, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Git compares a file's time with the index's own to know which stat entries it may trust. A fresh copy would look
 * newer than files that changed in the same second, and hide them; so the copy takes the original's time, rounded down.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    const seconds = Math.floor(mtimeMs / 1000);
    await utimes(to, seconds, seconds);
  } catch (error) {
    if (!isMissing(error)) throw error; // A repository without a commit may have no index yet.
  }
}

/** Objects are written to a folder of their own and read from the repository too. */
async function temporaryObjects(repository: Repository, folder: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(folder); // Git takes a repository whose object folder is absent for none.
  // Quoted as C strings, because a path may hold the character that parts the list.
  const quoted = `"${repository.objectsFolder.replace(/[\\"]/g, '\\$&')}"`;
  return { GIT_OBJECT_DIRECTORY: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted };
}

/** Sets entries without a look at the disk, where a link or a folder may stand in a removed path's place by now. */
async function writeEntries(
  repository: Repository,
  { reset, remove }: Pick<Selection, 'reset' | 'remove'>,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const records = [
    ...remove.map((path) => `0 ${repository.zeroId}\t${path}\0`),
    ...reset.flatMap(({ path, head }) => (head === null ? [] : [`${head.mode} ${head.id}\t${path}\0`])),
  ];
  if (records.length === 0) return;
  await gitIn(repository, ['update-index', '-z', '--index-info'], { env, input: records.join(''), signal });
}

/** Takes files and links from the disk; returns the paths that Git could not read, whose entries stay as they were. */
async function addPaths(
  repository: Repository,
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const args = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
  try {
    await gitIn(repository, args, { env, input: paths.map((path) => `${path}\0`).join(''), signal });
    return [];
  } catch (error) {
    if (!(error instanceof ModelTrailError && error.code === 'GIT_FAILED')) throw error;
    // One file that shrinks while it is read spoils the whole call, which writes nothing: look for it by halves.
    if (paths.length === 1) return paths;
    const middle = Math.ceil(paths.length / 2);
    const first = await addPaths(repository, paths.slice(0, middle), env, signal);
    return [...first, ...(await addPaths(repository, paths.slice(middle), env, signal))];
  }
}
