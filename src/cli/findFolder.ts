import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { ModelTrailError } from '../protocol/errors';

/**
 * The workspace folder: the one that is given, else the nearest parent of `start` with `.modeltrail/`, else the Git
 * root, else `start`. Throws `FOLDER_REFUSED` for the home folder and the root of the disk, `FOLDER_NOT_FOUND`.
 */
export function findFolder(start: string, given?: string): string {
  if (given !== undefined) {
    const folder = resolve(start, given);
    if (!isFolder(folder)) throw new ModelTrailError('FOLDER_NOT_FOUND', `There is no folder ${folder}.`);
    return refuseTooWide(realpathSync(folder));
  }
  const here = realpathSync(start);
  const parents = parentsOf(here).filter((folder) => !isTooWide(folder));
  const folder =
    parents.find((parent) => isFolder(join(parent, '.modeltrail'))) ??
    // In a worktree and in a submodule `.git` is a file.
    parents.find((parent) => existsSync(join(parent, '.git'))) ??
    here;
  return refuseTooWide(folder);
}

/** A folder and all above it, nearest first. */
function parentsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...parentsOf(parent)];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isTooWide(folder: string): boolean {
  return folder === parse(folder).root || folder === homeFolder();
}

function homeFolder(): string {
  const home = homedir();
  return existsSync(home) ? realpathSync(home) : home;
}

function refuseTooWide(folder: string): string {
  if (!isTooWide(folder)) return folder;
  throw new ModelTrailError('FOLDER_REFUSED', `${folder} is too wide to be a workspace folder.`, {
    hint: 'Go into a project folder, or name one with --folder DIR.',
  });
}
