import { gitIn, type Repository } from './repository';

/** One path in which two trees differ; a mode of `000000` stands for absence. `from` is set for a rename. */
export interface TreeChange {
  readonly path: string;
  readonly from: string | null;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  readonly fromMode: string;
  readonly toMode: string;
}

/** Lines added and deleted in a path; null for binary content. */
export interface LineCount {
  readonly additions: number | null;
  readonly deletions: number | null;
}

interface TreePair {
  readonly from: string;
  readonly to: string;
}

interface DiffOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Paths in which two trees differ, in Git's order, without looking for renames. */
export async function listTreeChanges(
  repository: Repository,
  { from, to }: TreePair,
  options: DiffOptions = {},
): Promise<readonly TreeChange[]> {
  if (from === to) return [];
  const { stdout } = await gitIn(repository, ['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to], options);
  return parseRawDiff(stdout.toString('utf8')).changes;
}

/** The same with renames and counted lines. */
export async function countTreeChanges(
  repository: Repository,
  { from, to }: TreePair,
  options: DiffOptions = {},
): Promise<readonly (TreeChange & LineCount)[]> {
  if (from === to) return [];
  const args = ['diff-tree', '-r', '-z', '-M', '--raw', '--numstat', '--no-ext-diff', '--no-textconv', from, to];
  const { stdout } = await gitIn(repository, args, options);
  const { changes, rest } = parseRawDiff(stdout.toString('utf8'));
  const counts = parseNumstat(rest);
  return changes.map((change, place) => ({
    ...change,
    ...(counts[place] ?? { additions: null, deletions: null }),
  }));
}

/** Parses the records of `--raw -z`; `rest` is what follows them. */
export function parseRawDiff(text: string): { readonly changes: readonly TreeChange[]; readonly rest: string } {
  const fields = text.split('\0');
  const changes: TreeChange[] = [];
  let place = 0;
  for (let head = fields[place]; head?.startsWith(':') === true; head = fields[place]) {
    const [fromMode = '', toMode = '', , , letter = ''] = head.slice(1).split(' ');
    const isRename = letter.startsWith('R');
    const first = fields[place + 1] ?? '';
    const path = isRename ? (fields[place + 2] ?? '') : first;
    changes.push({ path, from: isRename ? first : null, status: statusOf(letter), fromMode, toMode });
    place += isRename ? 3 : 2;
  }
  return { changes, rest: fields.slice(place).join('\0') };
}

function statusOf(letter: string): TreeChange['status'] {
  switch (letter[0]) {
    case 'A':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    default:
      return 'modified'; // M, and T for a file that became a link or the reverse.
  }
}

/** Parses the records of `--numstat -z`: `added TAB deleted TAB path NUL`, or with an empty path and two names after it. */
function parseNumstat(text: string): readonly LineCount[] {
  const fields = text.split('\0');
  const counts: LineCount[] = [];
  for (let place = 0; place < fields.length - 1; place += 1) {
    const [additions = '', deletions = '', path = ''] = (fields[place] ?? '').split('\t');
    counts.push({ additions: lines(additions), deletions: lines(deletions) });
    if (path === '') place += 2;
  }
  return counts;
}

function lines(text: string): number | null {
  return text === '-' ? null : Number(text);
}
