import { ModelTrailError } from '../protocol/errors';
import { readNestedRepositories } from './nestedRepositories';
import { gitIn, openRepository, type Repository } from './repository';
import { comparePaths, type LeftOut, type SnapshotLimits } from './selection';
import { resolveTree, writeSnapshotCommit, type NestedRepository } from './snapshotCommit';
import { listTreeChanges } from './treeDiff';
import { withWorkingTree } from './workingTree';

/** A path in which a snapshot differs from HEAD. */
export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted';
}

/**
 * A recorded working tree: `commit` is kept alive by `refs/modeltrail/runs/<run id>`, `parent` is HEAD (null before the
 * first commit), `dirty` says whether anything differed from HEAD, taken in or left out.
 */
export interface Snapshot {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string | null;
  readonly dirty: boolean;
  readonly changedFiles: readonly ChangedFile[];
  readonly leftOut: readonly LeftOut[];
  readonly nested: readonly NestedRepository[];
}

interface SnapshotOptions extends SnapshotLimits {
  readonly signal?: AbortSignal;
}

/**
 * Records the uncommitted working tree of the repository around `folder`, untracked files included. Index, stash,
 * working tree, HEAD and reflogs stay untouched. A clean tree gives HEAD's commit itself.
 */
export async function takeSnapshot(folder: string, runId: string, options: SnapshotOptions = {}): Promise<Snapshot> {
  const ref = runRef(runId);
  const { signal, ...limits } = options;
  const repository = await openRepository(folder, signal);
  return withWorkingTree(repository, { limits, keep: true, signal }, async ({ tree, leftOut }) => {
    const [changedFiles, nested] = await Promise.all([
      changedSince(repository, tree, signal),
      readNestedRepositories(repository, tree, signal),
    ]);
    const dirty = changedFiles.length + leftOut.length > 0 || nested.some((each) => each.dirty);
    const parent = repository.commit;
    const notes = { leftOut, nested };
    const commit =
      dirty || parent === null
        ? await writeSnapshotCommit(repository, { tree, title: `ModelTrail snapshot of run ${runId}`, notes }, signal)
        : parent;
    await gitIn(repository, ['update-ref', ref, commit], { signal });
    return { commit, tree, parent, dirty, changedFiles, leftOut, nested };
  });
}

/** Lets go of the snapshots of runs; Git removes their objects in time. A run without one is no error. */
export async function deleteRunRefs(folder: string, runIds: readonly string[], signal?: AbortSignal): Promise<void> {
  const input = runIds.map((id) => `delete ${runRef(id)}\n`).join('');
  const repository = await openRepository(folder, signal);
  await gitIn(repository, ['update-ref', '--stdin'], { input, signal });
}

function runRef(runId: string): string {
  if (!/^[0-9A-Za-z][0-9A-Za-z_-]{0,127}$/.test(runId)) {
    throw new ModelTrailError('RUN_ID_INVALID', `'${runId}' cannot name a run: letters, digits, '-' and '_' only.`);
  }
  return `refs/modeltrail/runs/${runId}`;
}

const EMPTY_TREES = [
  '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
] as const;

async function changedSince(
  repository: Repository,
  tree: string,
  signal?: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const emptyTree = EMPTY_TREES.find((id) => id.length === tree.length) ?? EMPTY_TREES[0];
  const from = repository.commit === null ? emptyTree : await resolveTree(repository, repository.commit, signal);
  const changes = await listTreeChanges(repository, { from, to: tree }, { signal });
  return changes
    .map(({ path, status }) => ({ path, status: status === 'renamed' ? 'modified' : status }))
    .toSorted((a, b) => comparePaths(a.path, b.path));
}
