import type { Dirent } from 'node:fs';
import { lstat, opendir, realpath, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { toLocalFolder } from '../artifactLocation';

/** Files of one run or model, and its id, which is in the path of a folder of its own. */
export interface Place {
  readonly uri: string;
  readonly id: string;
}

/**
 * The folder of a place if it lies below the artifact root, reached without a link; null for what lies elsewhere, which is
 * not ours to remove.
 */
export async function ownFolder({ uri, id }: Place, artifactsFolder: string): Promise<string | null> {
  const folder = toLocalFolder(uri, artifactsFolder);
  if (folder === null) return null;
  const inside = relative(artifactsFolder, folder);
  const parts = inside.split(sep);
  // What does not bear the name of the run or model may hold the files of others.
  if (isAbsolute(inside) || parts[0] === '..' || !parts.includes(id)) return null;
  try {
    const root = await realpath(artifactsFolder);
    return (await realpath(dirname(folder))) === dirname(join(root, inside)) ? folder : null;
  } catch {
    return folder; // Nothing there: nothing to remove either.
  }
}

export interface Size {
  readonly bytes: number;
  readonly files: number;
}

/** What a folder holds, links not followed, at most about `limit` files of it. */
export async function measure(folder: string, limit = Infinity, signal?: AbortSignal): Promise<Size> {
  let bytes = 0;
  let files = 0;
  for await (const entry of entriesOf(folder)) {
    signal?.throwIfAborted();
    const path = join(folder, entry.name);
    const inner = entry.isDirectory() ? await measure(path, limit - files, signal) : await measureFile(path);
    bytes += inner.bytes;
    files += inner.files;
    if (files >= limit) break;
  }
  return { bytes, files };
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  // A link in the folder's place is not followed; what is gone meanwhile is nothing.
  const about = await lstat(folder).catch(() => null);
  if (!about?.isDirectory()) return;
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

async function measureFile(path: string): Promise<Size> {
  const about = await lstat(path).catch(() => null);
  return { bytes: about?.size ?? 0, files: 1 };
}

/** Removes a folder (a link in its place alone) and the one around it that has the name of its run or model and is empty then. */
export async function removeFolder(folder: string, id: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  const around = dirname(folder);
  // A folder that holds something else stays.
  if (basename(around) === id) await rmdir(around).catch(() => undefined);
}
