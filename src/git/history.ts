import { ModelTrailError } from '../protocol/errors';
import { gitLine, openRepository, type Repository } from './repository';
import { resolveCommit } from './snapshotCommit';

/** One commit of a line of history; `at` is ISO 8601, when it was authored. */
export interface HistoryCommit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly at: string;
}

/** The longest line of history that is read, in commits. */
const MAX_HISTORY = 2_000;

/**
 * The first-parent line between two commits, both included, from `from` to `to`; it runs back in time where `to` is the
 * older one. Null when neither lies on the other's line. Throws `REVISION_NOT_FOUND`, and `HISTORY_TOO_LONG` past 2,000.
 */
export async function firstParentLine(
  folder: string,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<readonly HistoryCommit[] | null> {
  const repository = await openRepository(folder, signal);
  const [first, last] = [await resolveCommit(repository, from, signal), await resolveCommit(repository, to, signal)];
  const forth = await lineOf(repository, first, last, signal);
  if (forth !== null) return forth.toReversed();
  return lineOf(repository, last, first, signal);
}

/** From the newer commit back to the older one. */
async function lineOf(
  repository: Repository,
  older: string,
  newer: string,
  signal?: AbortSignal,
): Promise<readonly HistoryCommit[] | null> {
  const format = '--format=%P%x00%an%x00%at%x00%s';
  const args = ['rev-list', '--first-parent', `--max-count=${MAX_HISTORY + 1}`, format];
  const text = older === newer ? '' : await gitLine(repository, [...args, newer, `^${older}`], { signal });
  const commits = parse(text);
  if (commits.length > MAX_HISTORY) {
    throw new ModelTrailError('HISTORY_TOO_LONG', `More than ${MAX_HISTORY} commits lie between the two.`);
  }
  // Where the older commit came in by a merge, or not at all, the line ends beside it.
  const end = older === newer ? older : commits.at(-1)?.parent;
  if (end !== older) return null;
  const [start] = parse(await gitLine(repository, ['rev-list', '--max-count=1', format, older], { signal }));
  return [...commits, ...(start ? [start] : [])].map(({ commit, subject, author, at }) => ({
    commit,
    subject,
    author,
    at,
  }));
}

/** Two lines a commit: `commit <id>`, then the format. */
function parse(text: string): readonly (HistoryCommit & { readonly parent: string })[] {
  const lines = text === '' ? [] : text.split('\n');
  return lines.flatMap((line, index) => {
    if (index % 2 === 1) return [];
    const [parents = '', author = '', seconds = '', subject = ''] = (lines[index + 1] ?? '').split('\0');
    const at = new Date(Number(seconds) * 1000).toISOString();
    return { commit: line.slice('commit '.length), parent: parents.split(' ')[0] ?? '', subject, author, at };
  });
}
