import { lstat, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ModelTrailError } from '../protocol/errors';
import { gitIn, gitLine, openRepository, type Repository } from './repository';
import { isMissing } from './selection';
import { resolveCommit } from './snapshotCommit';

/**
 * Checks a snapshot out into a new folder with its own detached HEAD; `dir` is absolute or relative to `folder`.
 * Filters such as Git LFS do not run. Returns the absolute folder. Throws `FOLDER_NOT_EMPTY` or `PATH_OUTSIDE`.
 */
export async function restoreWorktree(
  folder: string,
  snapshot: string,
  dir: string,
  signal?: AbortSignal,
): Promise<string> {
  const repository = await openRepository(folder, signal);
  const commit = await resolveCommit(repository, snapshot, signal);
  const target = resolve(folder, dir);
  const gitFolders = [repository.gitFolder, dirname(repository.objectsFolder)];
  if (target === repository.root || gitFolders.some((each) => isWithin(each, target))) {
    throw new ModelTrailError('PATH_OUTSIDE', `A worktree cannot be made in ${target}.`, {
      hint: 'Choose a new folder beside the repository.',
    });
  }
  await requireEmpty(target);
  await gitIn(repository, ['worktree', 'add', '--detach', '--', target, commit], { signal });
  return target;
}

/** Makes a branch at a snapshot without switching to it. Throws `BRANCH_NAME_INVALID` or `BRANCH_EXISTS`. */
export async function restoreBranch(
  folder: string,
  snapshot: string,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const repository = await openRepository(folder, signal);
  const commit = await resolveCommit(repository, snapshot, signal);
  const ref = `refs/heads/${name}`;
  const check = await gitIn(repository, ['check-ref-format', ref], { okCodes: [0, 1], signal });
  if (check.code !== 0 || name.startsWith('-') || name === 'HEAD') {
    throw new ModelTrailError('BRANCH_NAME_INVALID', `'${name}' cannot name a branch.`);
  }
  if ((await gitLine(repository, ['for-each-ref', '--format=%(refname)', ref], { signal })) !== '') {
    throw new ModelTrailError('BRANCH_EXISTS', `There is a branch '${name}' already.`, {
      hint: 'Choose another name.',
    });
  }
  await gitIn(repository, ['branch', '--no-track', '--', name, commit], { signal });
}

const UNFINISHED = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
] as const;

/** Throws `GIT_BUSY` while a merge or its like is unfinished, or the index holds conflicts or is locked. */
export async function refuseWhileBusy(repository: Repository, signal?: AbortSignal): Promise<void> {
  for (const [file, verb] of UNFINISHED) {
    if (await exists(join(repository.gitFolder, file))) {
      throw new ModelTrailError('GIT_BUSY', `A ${verb} is in progress in ${repository.root}.`, {
        hint: `Finish it, or drop it with \`git ${verb} --abort\`.`,
      });
    }
  }
  const unmerged = await gitIn(repository, ['ls-files', '-z', '--unmerged'], { signal });
  if (unmerged.stdout.length > 0) {
    throw new ModelTrailError('GIT_BUSY', `The index of ${repository.root} holds unresolved conflicts.`, {
      hint: 'Resolve them and `git add` the files.',
    });
  }
  if (await exists(`${repository.indexFile}.lock`)) {
    throw new ModelTrailError('GIT_BUSY', `Another Git command is at work in ${repository.root}.`, {
      hint: 'Wait for it to end, then try again.',
    });
  }
}

async function requireEmpty(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    if (isMissing(error) && !(await exists(folder))) return;
  }
  throw new ModelTrailError('FOLDER_NOT_EMPTY', `${folder} is not an empty folder.`, { hint: 'Choose a new folder.' });
}

/** Whether anything stands at a path, a dangling link too. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isWithin(parent: string, path: string): boolean {
  const way = relative(parent, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
