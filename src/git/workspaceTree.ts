import { readPinnedData, type PinnedDataResult } from './pinnedData';
import { openRepository } from './repository';
import { isOwnPath } from './selection';
import { findTrees, listChangedPaths } from './treeDiff';
import { withWorkingTree } from './workingTree';

/** The working tree as a snapshot would take it now, to be held against recorded trees. */
export interface WorkspaceTree {
  readonly tree: string;
  /** Changed paths that it does not hold, for a snapshot would not: nothing can be said of them. */
  readonly leftOut: ReadonlySet<string>;
  /** The data versions that its `*.dvc` and `dvc.lock` pin. */
  pinned(signal?: AbortSignal): Promise<PinnedDataResult>;
  /**
   * The paths in which recorded trees differ from it, by their id, ModelTrail's own folder apart; a file that only moved
   * counts once. A tree that the repository holds no more is absent.
   */
  changedFrom(trees: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Reads the working tree around `folder` and keeps it at hand while `use` runs; the repository stays as it is. */
export async function withWorkspaceTree<T>(
  folder: string,
  use: (workspace: WorkspaceTree) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const repository = await openRepository(folder, signal);
  return withWorkingTree(repository, { keep: false, signal }, ({ tree, leftOut, env }) =>
    use({
      tree,
      leftOut: new Set(leftOut.map(({ path }) => path)),
      pinned: (ended) => readPinnedData(repository, tree, { env, signal: ended }),
      async changedFrom(trees, ended) {
        const options = { env, signal: ended };
        const there = [...(await findTrees(repository, trees, options))];
        const pairs = there.map((from) => ({ from, to: tree }));
        const changed = await listChangedPaths(repository, pairs, { ...options, moves: true });
        return new Map(there.map((id, index) => [id, (changed[index] ?? []).filter((path) => !isOwnPath(path))]));
      },
    }),
  );
}
