import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { findRepository, gitIn, type Repository } from './repository';
import { isMissing } from './selection';
import type { NestedRepository } from './snapshotCommit';

const GITLINK = '160000';

/** The submodules and other repositories inside a tree that are checked out, each with whether it has local changes. */
export async function readNestedRepositories(
  repository: Repository,
  tree: string,
  signal?: AbortSignal,
): Promise<readonly NestedRepository[]> {
  const { stdout } = await gitIn(repository, ['ls-tree', '-r', '-z', '--full-tree', tree], { signal });
  const links = stdout
    .toString('utf8')
    .split('\0')
    .filter((record) => record.startsWith(GITLINK));
  const nested: NestedRepository[] = [];
  for (const record of links) {
    const path = record.slice(record.indexOf('\t') + 1);
    const state = await readNested(join(repository.root, path), signal);
    if (state !== null) nested.push({ path, ...state });
  }
  return nested;
}

async function readNested(folder: string, signal?: AbortSignal): Promise<Omit<NestedRepository, 'path'> | null> {
  try {
    await access(join(folder, '.git'));
  } catch (error) {
    if (isMissing(error)) return null; // A submodule that is not checked out.
    throw error;
  }
  const lookup = await findRepository(folder, signal);
  if (!lookup.found || lookup.repository.commit === null) return null;
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=normal', '--ignore-submodules=all'];
  const { stdout } = await gitIn(lookup.repository, args, { signal });
  return { commit: lookup.repository.commit, dirty: stdout.length > 0 };
}
