import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn, type Repository } from './repository';
import { comparePaths, isMissing, isOwnPath } from './selection';
import { listTreeChanges, type TreeChange } from './treeDiff';

/**
 * Why a path is left as it is on disk: `leftOut` = a snapshot does not hold its content, `unsaved` = something that no
 * snapshot holds (an ignored file) is in its place, `nested` = a repository of its own, `sparse` = not checked out,
 * `filtered` = what is on disk went through a filter such as Git LFS, so that the recorded content is another.
 */
export interface SkippedPath {
  readonly path: string;
  readonly reason: 'leftOut' | 'unsaved' | 'nested' | 'sparse' | 'filtered';
}

/** What would turn the working tree from one tree into another without losing anything: paths to write and to delete. */
export interface ApplyPlan {
  readonly write: readonly TreeChange[];
  readonly remove: readonly TreeChange[];
  readonly skipped: readonly SkippedPath[];
}

interface PlanInput {
  /** The working tree as it is. */
  readonly from: string;
  readonly to: string;
  readonly leftOut: ReadonlySet<string>;
  readonly includes: (path: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

const GITLINK = '160000';

/** Plans the way from the current working tree to another tree; touches nothing. */
export async function planApply(repository: Repository, input: PlanInput): Promise<ApplyPlan> {
  const { from, to, signal } = input;
  const changes = (await listTreeChanges(repository, { from, to }, { signal })).filter(
    ({ path }) => !isOwnPath(path) && input.includes(path),
  );
  const filtered = await findFilteredPaths(repository, changes, signal);
  // What is removed makes room for what is written, so it is settled first.
  const removable = new Set<string>();
  const known = { leftOut: input.leftOut, filtered, removable };
  const write: TreeChange[] = [];
  const remove: TreeChange[] = [];
  const skipped: SkippedPath[] = [];
  for (const change of changes.toSorted((a, b) => rank(a) - rank(b))) {
    signal?.throwIfAborted();
    const reason = await reasonToSkip(repository, change, known);
    if (reason !== null) {
      skipped.push({ path: change.path, reason });
    } else if (change.status === 'deleted') {
      remove.push(change);
      removable.add(change.path);
    } else {
      write.push(change);
    }
  }
  return { write, remove, skipped: skipped.toSorted((a, b) => comparePaths(a.path, b.path)) };
}

function rank({ status }: TreeChange): number {
  return status === 'deleted' ? 0 : 1;
}

async function reasonToSkip(
  repository: Repository,
  change: TreeChange,
  known: Readonly<Record<'leftOut' | 'filtered' | 'removable', ReadonlySet<string>>>,
): Promise<SkippedPath['reason'] | null> {
  const { path, status } = change;
  if (change.fromMode === GITLINK || change.toMode === GITLINK) return 'nested';
  if (known.leftOut.has(path)) return 'leftOut';
  if (known.filtered.has(path)) return 'filtered';
  if (status === 'added') {
    const way = await wayTo(repository.root, path, known.removable);
    if (way !== 'open') return way === 'blocked' ? 'unsaved' : null;
  }
  const kind = await kindOnDisk(join(repository.root, path));
  if (status !== 'added') return kind === 'absent' ? 'sparse' : null;
  if (kind === 'other') return 'unsaved';
  return kind === 'folder' && !(await onlyHolds(repository.root, path, known.removable)) ? 'unsaved' : null;
}

/** The changed paths that have a `filter` attribute whose driver is configured. */
async function findFilteredPaths(
  repository: Repository,
  changes: readonly TreeChange[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const filtered = new Set<string>();
  if (repository.filterOverrides.length === 0 || changes.length === 0) return filtered;
  const input = changes.map(({ path }) => `${path}\0`).join('');
  const { stdout } = await gitIn(repository, ['check-attr', '-z', '--stdin', 'filter'], { input, signal });
  // `path NUL attribute NUL value NUL`
  const fields = stdout.toString('utf8').split('\0');
  for (let place = 0; place + 2 < fields.length; place += 3) {
    const [path = '', , driver = ''] = fields.slice(place, place + 3);
    if (repository.filterOverrides.includes(`filter.${driver}.clean=`)) filtered.add(path);
  }
  return filtered;
}

async function kindOnDisk(path: string): Promise<'absent' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (isMissing(error)) return 'absent';
    throw error;
  }
}

/** Whether a folder vanishes with the paths that are removed anyway. */
async function onlyHolds(root: string, folder: string, removable: ReadonlySet<string>): Promise<boolean> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    const goes = entry.isDirectory() ? await onlyHolds(root, path, removable) : removable.has(path);
    if (!goes) return false;
  }
  return true;
}

/** `open`: every parent is a folder; `free`: one is absent, or a file or link that is removed anyway. */
async function wayTo(root: string, path: string, removable: ReadonlySet<string>): Promise<'open' | 'free' | 'blocked'> {
  const names = path.split('/');
  for (let depth = 1; depth < names.length; depth += 1) {
    const parent = names.slice(0, depth).join('/');
    const kind = await kindOnDisk(join(root, parent));
    if (kind === 'absent') return 'free';
    if (kind === 'other') return removable.has(parent) ? 'free' : 'blocked';
  }
  return 'open';
}
