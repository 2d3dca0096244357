import * as z from 'zod';
import { ModelTrailError } from '../protocol/errors';
import { isOwnCommit, ownCommitter } from './ownCommitter';
import { gitIn, gitLine, type Repository } from './repository';
import type { LeftOut } from './selection';

/** A repository inside the repository: the snapshot holds its commit, never its uncommitted files. */
export interface NestedRepository {
  readonly path: string;
  readonly commit: string;
  readonly dirty: boolean;
}

/** What a snapshot's commit tells beside its tree. */
export interface SnapshotNotes {
  readonly leftOut: readonly LeftOut[];
  readonly nested: readonly NestedRepository[];
}

const notesSchema = z.object({
  leftOut: z.array(
    z.object({
      path: z.string(),
      reason: z.enum(['secret', 'tooLarge', 'totalCap', 'special', 'unreadable']),
      bytes: z.number(),
    }),
  ),
  nested: z.array(z.object({ path: z.string(), commit: z.string(), dirty: z.boolean() })),
});

const NOTES = 'ModelTrail-Notes: ';

/** Writes a commit over `tree`: the same tree, parent and notes give the same commit on every machine. */
export async function writeSnapshotCommit(
  repository: Repository,
  content: { readonly tree: string; readonly title: string; readonly notes: SnapshotNotes },
  signal?: AbortSignal,
): Promise<string> {
  const { commit: parent } = repository;
  const env = ownCommitter(parent === null ? 0 : await commitSeconds(repository, parent, signal));
  const args = ['commit-tree', content.tree, ...(parent === null ? [] : ['-p', parent])];
  const input = `${content.title}\n\n${NOTES}${JSON.stringify(content.notes)}\n`;
  return gitLine(repository, args, { env, input, signal });
}

/** The notes of a snapshot's commit; none for a commit that is a clean working tree itself. */
export async function readSnapshotNotes(
  repository: Repository,
  commit: string,
  signal?: AbortSignal,
): Promise<SnapshotNotes> {
  const text = await gitLine(repository, ['cat-file', 'commit', commit], { signal });
  const line = text.split('\n').find((each) => each.startsWith(NOTES));
  if (line === undefined || !isOwnCommit(text)) return { leftOut: [], nested: [] };
  return notesSchema.parse(JSON.parse(line.slice(NOTES.length)));
}

/** The id of the commit that a revision names; throws `REVISION_NOT_FOUND`. */
export function resolveCommit(repository: Repository, revision: string, signal?: AbortSignal): Promise<string> {
  return resolveRevision(repository, revision, 'commit', signal);
}

/** The id of the tree that a revision names; throws `REVISION_NOT_FOUND`. */
export function resolveTree(repository: Repository, revision: string, signal?: AbortSignal): Promise<string> {
  return resolveRevision(repository, revision, 'tree', signal);
}

async function resolveRevision(
  repository: Repository,
  revision: string,
  kind: 'commit' | 'tree',
  signal?: AbortSignal,
): Promise<string> {
  if (revision !== '' && !revision.startsWith('-') && !/[\0\n]/.test(revision)) {
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{${kind}}`];
    const { stdout, code } = await gitIn(repository, args, { okCodes: [0, 1, 128], signal });
    if (code === 0) return stdout.toString('utf8').trim();
  }
  throw new ModelTrailError('REVISION_NOT_FOUND', `The repository ${repository.root} holds no ${kind} '${revision}'.`, {
    hint: repository.shallow
      ? 'The clone is shallow: `git fetch --unshallow` brings the rest of its history.'
      : undefined,
  });
}

async function commitSeconds(repository: Repository, commit: string, signal?: AbortSignal): Promise<string> {
  const text = await gitLine(repository, ['cat-file', 'commit', commit], { signal });
  return /^committer .* (\d+) [+-]\d{4}$/m.exec(text)?.[1] ?? '0';
}
