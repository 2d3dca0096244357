import { ModelTrailError } from '../protocol/errors';
import { gitIn, openRepository, type Repository } from './repository';
import type { SnapshotLimits } from './selection';
import { resolveTree } from './snapshotCommit';
import { countTreeChanges, type LineCount, type TreeChange } from './treeDiff';
import { withWorkingTree } from './workingTree';

/** A file that differs between two states; counts are null for binary content, `patch` when it was not asked for. */
export interface FileDiff extends LineCount {
  readonly path: string;
  readonly status: TreeChange['status'];
  readonly from: string | null;
  readonly patch: string | null;
}

/** How to compare: `patch` asks for unified diffs, limits apply to the working tree as they do to a snapshot. */
export interface DiffTreesOptions extends SnapshotLimits {
  readonly patch?: boolean;
  readonly signal?: AbortSignal;
}

const MAX_PATCH_BYTES = 64 * 1024 * 1024;

/**
 * Files that differ between two revisions, or between one and the uncommitted working tree as it is now. Throws
 * `REVISION_NOT_FOUND`, and `DIFF_TOO_LARGE` when the patches together pass 64 MiB.
 */
export async function diffTrees(
  folder: string,
  from: string,
  to: string,
  options: DiffTreesOptions = {},
): Promise<readonly FileDiff[]> {
  const { patch = false, signal, ...limits } = options;
  const repository = await openRepository(folder, signal);
  const first = await resolveTree(repository, from, signal);
  if (to !== 'working-tree') {
    return compare(repository, { from: first, to: await resolveTree(repository, to, signal) }, { patch, signal });
  }
  return withWorkingTree(repository, { limits, keep: false, signal }, ({ tree, env }) =>
    compare(repository, { from: first, to: tree }, { patch, env, signal }),
  );
}

async function compare(
  repository: Repository,
  trees: { readonly from: string; readonly to: string },
  options: {
    readonly patch: boolean;
    readonly env?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<readonly FileDiff[]> {
  const changes = await countTreeChanges(repository, trees, options);
  const patches = options.patch && changes.length > 0 ? await readPatches(repository, trees, changes, options) : [];
  return changes.map(({ path, status, from, additions, deletions }, place) => ({
    path,
    status,
    from,
    additions,
    deletions,
    patch: patches[place] ?? null,
  }));
}

async function readPatches(
  repository: Repository,
  { from, to }: { readonly from: string; readonly to: string },
  changes: readonly TreeChange[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal | undefined },
): Promise<readonly string[]> {
  const args = ['diff-tree', '-r', '-p', '-M', '--no-color', '--no-ext-diff', '--no-textconv', from, to];
  try {
    const { stdout } = await gitIn(repository, args, { ...options, maxBytes: MAX_PATCH_BYTES });
    return splitPatch(stdout.toString('utf8'), changes);
  } catch (error) {
    if (!(error instanceof ModelTrailError && error.code === 'GIT_OUTPUT_TOO_LARGE')) throw error;
    throw new ModelTrailError('DIFF_TOO_LARGE', 'The two states differ by more than 64 MiB of text.', {
      hint: 'Ask for the list of files, and compare single files.',
      cause: error,
    });
  }
}

/** Cuts a patch at its `diff --git` lines: inside a hunk every line begins with a space, `+`, `-` or `\`. */
function splitPatch(text: string, changes: readonly TreeChange[]): readonly string[] {
  const sections = `\n${text}`.split('\ndiff --git ').map((section) => `diff --git ${section}`.replace(/\n?$/, '\n'));
  sections.shift(); // What stands before the first file: nothing.
  let place = 0;
  return changes.map((change) => {
    // A file that became a link, or the reverse, is written as a deletion and an addition.
    const both = change.status === 'modified' && typeOf(change.fromMode) !== typeOf(change.toMode);
    const patch = sections.slice(place, place + (both ? 2 : 1)).join('');
    place += both ? 2 : 1;
    return patch;
  });
}

/** The leading digits of a mode tell files (100), links (120) and repositories (160) apart. */
function typeOf(mode: string): string {
  return mode.slice(0, 3);
}
