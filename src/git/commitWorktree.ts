import { basename, dirname, join } from 'node:path';
import { findRepository, gitIn, openRepository, type Repository } from './repository';
import { exists, restoreWorktree } from './restore';
import { resolveCommit } from './snapshotCommit';

/** A worktree at a commit; `prefix` is the place of the folder it was asked for inside the repository. */
export interface CommitWorktree {
  readonly root: string;
  readonly prefix: string;
}

const mostTried = 100;

/**
 * A worktree at a commit beside the repository around `folder`, called after it and the commit: one that is there and was
 * left clean, else a new one. Throws what {@link restoreWorktree} throws.
 */
export async function openWorktree(folder: string, commit: string, signal?: AbortSignal): Promise<CommitWorktree> {
  const repository = await openRepository(folder, signal);
  const id = await resolveCommit(repository, commit, signal);
  const { root, prefix } = repository;
  const name = join(dirname(root), `${basename(root)}-${id.slice(0, 7)}`);
  for (let count = 1; ; count++) {
    const target = count === 1 ? name : `${name}-${count}`;
    if (await isCleanAt(target, { id, repository }, signal)) return { root: target, prefix };
    if (count < mostTried && (await exists(target))) continue;
    return { root: await restoreWorktree(folder, id, target, signal), prefix };
  }
}

async function isCleanAt(
  target: string,
  { id, repository }: { readonly id: string; readonly repository: Repository },
  signal?: AbortSignal,
): Promise<boolean> {
  if (!(await exists(join(target, '.git')))) return false;
  const lookup = await findRepository(target, signal);
  if (!lookup.found || lookup.repository.objectsFolder !== repository.objectsFolder) return false;
  if (lookup.repository.commit !== id) return false;
  // Untracked files are what a run leaves behind: they do not make another folder necessary.
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=no'];
  return (await gitIn(lookup.repository, args, { signal })).stdout.length === 0;
}
