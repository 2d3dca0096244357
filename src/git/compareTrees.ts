import { openRepository } from './repository';
import { isOwnPath } from './selection';
import { findTrees, listChangedPaths, listTreeChanges } from './treeDiff';

/** A file in which two recorded trees differ, with the ids of its contents; null where it is absent. */
export interface ContentChange {
  readonly path: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Which of the two contents of each changed path another tree has. */
export type Side = 'from' | 'to' | 'neither';

/** How two recorded trees differ, and how others stand to that. */
export interface TreeComparison {
  readonly changes: readonly ContentChange[];
  /** By tree: the side of each change, in the order of `changes`. Trees that are gone are absent. */
  readonly sides: ReadonlyMap<string, readonly Side[]>;
}

/**
 * The files in which two trees (by id) differ, ModelTrail's own folder apart, and whose content each of `others` has
 * there. Null when one of the two is gone.
 */
export async function compareTrees(
  folder: string,
  pair: { readonly from: string; readonly to: string },
  others: readonly string[],
  signal?: AbortSignal,
): Promise<TreeComparison | null> {
  const repository = await openRepository(folder, signal);
  const there = await findTrees(repository, [pair.from, pair.to, ...others], { signal });
  if (!there.has(pair.from) || !there.has(pair.to)) return null;
  const changes = (await listTreeChanges(repository, pair, { signal }))
    .filter(({ path }) => !isOwnPath(path))
    .map(({ path, fromId, toId }): ContentChange => ({
      path,
      from: fromId === repository.zeroId ? null : fromId,
      to: toId === repository.zeroId ? null : toId,
    }));
  const trees = [...new Set(others)].filter((tree) => there.has(tree));
  const pairs = trees.flatMap((tree) => [
    { from: pair.from, to: tree },
    { from: pair.to, to: tree },
  ]);
  const differing = changes.length === 0 ? [] : await listChangedPaths(repository, pairs, { signal });
  const sides = trees.map((tree, index): [string, readonly Side[]] => {
    const [unlikeFrom, unlikeTo] = [new Set(differing[2 * index]), new Set(differing[2 * index + 1])];
    const side = (path: string): Side => (!unlikeFrom.has(path) ? 'from' : !unlikeTo.has(path) ? 'to' : 'neither');
    return [tree, changes.map(({ path }) => side(path))];
  });
  return { changes, sides: new Map(sides) };
}
