import { gitIn, type Repository } from './repository';

/**
 * One path in which the working tree may differ from HEAD. `head` is what HEAD has there, with the mode `000000` and
 * an id of zeros when it has nothing, and null for an untracked path.
 */
export interface WorkingTreeChange {
  readonly path: string;
  readonly present: boolean;
  readonly head: { readonly mode: string; readonly id: string } | null;
}

const NO_MODE = '000000';

/** Lists staged, unstaged, unmerged and untracked paths as seen through the index file of `env`. */
export async function listWorkingTreeChanges(
  repository: Repository,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<readonly WorkingTreeChange[]> {
  const args = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];
  // Optional locks write the refreshed stat data, here into the temporary index: `update-index` then need not look again.
  const { stdout } = await gitIn(repository, args, { env: { ...env, GIT_OPTIONAL_LOCKS: '1' }, signal });
  return parseStatus(stdout.toString('utf8'));
}

/** Parses `git status --porcelain=v2 -z --no-renames`. */
function parseStatus(text: string): readonly WorkingTreeChange[] {
  return text
    .split('\0')
    .map((record) => parseRecord(record))
    .filter((change) => change !== null);
}

function parseRecord(record: string): WorkingTreeChange | null {
  const kind = record[0];
  if (kind === '?') return { path: record.slice(2).replace(/\/$/, ''), present: true, head: null };
  // `1 XY sub mH mI mW hH hI path`, or `u XY sub m1 m2 m3 mW h1 h2 h3 path` where stage 2 is HEAD's side.
  if (kind === '1') return trackedChange(record, { fields: 8, head: 3, worktree: 5, id: 6 });
  if (kind === 'u') return trackedChange(record, { fields: 10, head: 4, worktree: 6, id: 8 });
  return null;
}

interface Layout {
  readonly fields: number;
  readonly head: number;
  readonly worktree: number;
  readonly id: number;
}

function trackedChange(record: string, layout: Layout): WorkingTreeChange {
  const fields = record.split(' ');
  return {
    path: fields.slice(layout.fields).join(' '),
    present: fields[layout.worktree] !== NO_MODE,
    head: { mode: fields[layout.head] ?? NO_MODE, id: fields[layout.id] ?? '' },
  };
}
