import { isAbort, ModelTrailError, toError } from '../protocol/errors';
import { planApply, type ApplyPlan, type SkippedPath } from './applyPlan';
import { applyTree } from './applyTree';
import { requireInside } from './files';
import { openRepository, type Repository } from './repository';
import { comparePaths, type SnapshotLimits } from './selection';
import type { ChangedFile } from './snapshot';
import { readSnapshotNotes, resolveCommit, resolveTree } from './snapshotCommit';
import { refuseWhileBusy } from './restore';
import { closeUndo, readLastUndo, recordUndo, restoreIndex } from './undoJournal';
import { withWorkingTree } from './workingTree';

/** What an apply or an undo did to the working tree, and the paths that it left alone. */
export interface ApplyResult {
  /** The number of the record that `undoRestore` goes back to; null when nothing had to change. */
  readonly undo: number | null;
  readonly changed: readonly ChangedFile[];
  readonly skipped: readonly SkippedPath[];
}

/** `indexRestored` is false when the index was the same still, or HEAD has moved since. */
export interface UndoResult extends ApplyResult {
  readonly undo: number;
  readonly indexRestored: boolean;
}

/** `paths` (from the root of the repository, files or folders) confines an apply; limits are those of the safety copy. */
export interface ApplyOptions extends SnapshotLimits {
  readonly paths?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Makes the working tree like a snapshot; index and HEAD stay. The state before is recorded first, and what cannot be
 * recorded is not touched but listed in `skipped`. Throws `GIT_BUSY`, `REVISION_NOT_FOUND`, `PATH_OUTSIDE`.
 */
export async function applySnapshot(
  folder: string,
  snapshot: string,
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  const { paths = [], signal, ...limits } = options;
  paths.forEach(requireInside);
  const repository = await openRepository(folder, signal);
  await refuseWhileBusy(repository, signal);
  const commit = await resolveCommit(repository, snapshot, signal);
  const to = await resolveTree(repository, commit, signal);
  const notes = await readSnapshotNotes(repository, commit, signal);
  return withWorkingTree(repository, { limits, keep: true, signal }, async ({ tree: from, leftOut }) => {
    const plan = await planApply(repository, {
      from,
      to,
      leftOut: new Set([...leftOut, ...notes.leftOut].map(({ path }) => path)),
      includes: (path) => paths.length === 0 || paths.some((each) => path === each || path.startsWith(`${each}/`)),
      signal,
    });
    const touched = changedFiles(plan);
    if (touched.length === 0) return { undo: null, changed: [], skipped: plan.skipped };
    const record = { snapshot: commit, head: repository.commit, paths: touched.map(({ path }) => path) };
    const undo = await recordUndo(repository, from, record, signal);
    await carryOut(repository, to, plan);
    return { undo, changed: touched, skipped: plan.skipped };
  });
}

/**
 * Takes the newest apply back: its paths become what they were, files that it made go, and the index returns unless
 * HEAD has moved. Both states stay in `refs/modeltrail/undone/<n>`. Throws `NOTHING_TO_UNDO` and `GIT_BUSY`.
 */
export async function undoRestore(folder: string, signal?: AbortSignal): Promise<UndoResult> {
  const repository = await openRepository(folder, signal);
  const entry = await readLastUndo(repository, signal);
  if (entry === null) throw new ModelTrailError('NOTHING_TO_UNDO', `No restore in ${repository.root} is left to undo.`);
  await refuseWhileBusy(repository, signal);
  const { number, record, worktree } = entry;
  const paths = new Set(record.paths);
  return withWorkingTree(repository, { keep: true, force: record.paths, signal }, async ({ tree: from, leftOut }) => {
    const plan = await planApply(repository, {
      from,
      to: worktree,
      leftOut: new Set(leftOut.map(({ path }) => path)),
      includes: (path) => paths.has(path),
      signal,
    });
    await carryOut(repository, worktree, plan);
    const indexRestored = record.head === repository.commit && (await restoreIndex(repository, entry));
    await closeUndo(repository, entry, from);
    return { undo: number, changed: changedFiles(plan), skipped: plan.skipped, indexRestored };
  });
}

async function carryOut(repository: Repository, tree: string, plan: ApplyPlan): Promise<void> {
  try {
    await applyTree(repository, tree, plan);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ModelTrailError('RESTORE_INCOMPLETE', `Not all files were restored: ${toError(error).message}`, {
      hint: 'Remove the cause (a full disk, a file in use), then undo the restore: nothing is lost.',
      cause: error,
    });
  }
}

function changedFiles({ write, remove }: ApplyPlan): readonly ChangedFile[] {
  return [...write, ...remove]
    .map(({ path, status }): ChangedFile => ({ path, status: status === 'renamed' ? 'modified' : status }))
    .toSorted((a, b) => comparePaths(a.path, b.path));
}
