import { posix } from 'node:path';
import { readBlobs, type ReadOptions } from './blobs';
import { listTree } from './files';
import { openRepository, type Repository } from './repository';
import { comparePaths } from './selection';
import { resolveTree } from './snapshotCommit';
import { parseLock, parsePointer, type PinnedOut } from './dvcFiles';

/** A data version that a commit pins: `path` from the root of the repository, `from` is `x.dvc` or `dvc.lock#stage`. */
export interface PinnedData {
  readonly path: string;
  readonly algorithm: string;
  readonly digest: string;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly from: string;
}

/** The data versions of a tree, and the files that name some but could not be read. */
export interface PinnedDataResult {
  readonly pins: readonly PinnedData[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** Reads the data versions that `*.dvc` and `dvc.lock` files of a recorded tree pin. */
export async function pinnedData(folder: string, treeish: string, signal?: AbortSignal): Promise<PinnedDataResult> {
  const repository = await openRepository(folder, signal);
  return readPinnedData(repository, await resolveTree(repository, treeish, signal), { signal });
}

/** The same of a tree by its id, which may lie outside the repository's own objects. */
export async function readPinnedData(
  repository: Repository,
  tree: string,
  options: ReadOptions,
): Promise<PinnedDataResult> {
  const files = await listTree(repository, tree, options);
  const relevant = files.filter(({ path, kind }) => isRelevant(path) && (kind === 'file' || kind === 'executable'));
  const unreadable: { path: string; reason: string }[] = relevant
    .filter(({ bytes }) => (bytes ?? 0) > MAX_FILE_BYTES)
    .map(({ path }) => ({ path, reason: `The file is larger than ${MAX_FILE_BYTES} bytes.` }));
  const small = relevant.filter(({ bytes }) => (bytes ?? 0) <= MAX_FILE_BYTES);
  const blobs = await readBlobs(repository, small, options);
  const texts = new Map(small.map(({ path, id }) => [path, blobs.get(id)?.toString('utf8') ?? '']));
  const pins: PinnedData[] = [];
  for (const [path, text] of texts) {
    const folderOf = posix.dirname(path);
    try {
      if (path.endsWith('.dvc')) pins.push(...parsePointer(text).map((out) => pin(folderOf, out, path)));
      else if (posix.basename(path) === 'dvc.lock') {
        const pipeline = texts.get(posix.join(folderOf, 'dvc.yaml')) ?? '';
        pins.push(...parseLock(text, pipeline).map(({ stage, out }) => pin(folderOf, out, `${path}#${stage}`)));
      }
    } catch (error) {
      unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return {
    pins: pins.toSorted((a, b) => comparePaths(a.path, b.path) || comparePaths(a.from, b.from)),
    unreadable: unreadable.toSorted((a, b) => comparePaths(a.path, b.path)),
  };
}

function isRelevant(path: string): boolean {
  const name = posix.basename(path);
  return name === 'dvc.lock' || name === 'dvc.yaml' || (name.endsWith('.dvc') && name !== '.dvc');
}

function pin(folder: string, out: PinnedOut, from: string): PinnedData {
  const { path, algorithm, digest, bytes, files } = out;
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
  return { path: isRemote ? path : posix.join(folder, path), algorithm, digest, bytes, files, from };
}
