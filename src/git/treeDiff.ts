import type { ReadOptions } from './blobs';
import { gitIn, type Repository } from './repository';

/**
 * One path in which two trees differ; a mode of `000000` and an id of zeros stand for absence. `from` is set for a rename.
 */
export interface TreeChange {
  readonly path: string;
  readonly from: string | null;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  readonly fromMode: string;
  readonly toMode: string;
  readonly fromId: string;
  readonly toId: string;
}

/** Lines added and deleted in a path; null for binary content. */
export interface LineCount {
  readonly additions: number | null;
  readonly deletions: number | null;
}

/** Two ids of trees. */
export interface TreePair {
  readonly from: string;
  readonly to: string;
}

/** Paths in which two trees differ, in Git's order, without looking for renames. */
export async function listTreeChanges(
  repository: Repository,
  { from, to }: TreePair,
  options: ReadOptions = {},
): Promise<readonly TreeChange[]> {
  if (from === to) return [];
  const { stdout } = await gitIn(repository, ['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to], options);
  return parseRawDiff(stdout.toString('utf8')).changes;
}

/** The same with renames and counted lines. */
export async function countTreeChanges(
  repository: Repository,
  { from, to }: TreePair,
  options: ReadOptions = {},
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

/** How many pairs one process compares: trees that have nothing in common fill its output with all their paths. */
const PAIRS_AT_ONCE = 32;

/**
 * The paths in which the trees of each pair differ, in the order of the pairs; all trees must be there. With `moves` a
 * file that moved and kept its content counts once, under its new path.
 */
export async function listChangedPaths(
  repository: Repository,
  pairs: readonly TreePair[],
  { moves = false, ...options }: ReadOptions & { readonly moves?: boolean } = {},
): Promise<readonly (readonly string[])[]> {
  const args = ['diff-tree', '-r', '-z', '--name-only', moves ? '-M100%' : '--no-renames', '--stdin'];
  const found: (readonly string[])[] = [];
  for (let start = 0; start < pairs.length; start += PAIRS_AT_ONCE) {
    const batch = pairs.slice(start, start + PAIRS_AT_ONCE);
    const input = batch.map(({ from, to }) => `${from} ${to}\n`).join('');
    const { stdout } = await gitIn(repository, args, { ...options, input });
    found.push(...splitByPair(stdout.toString('utf8'), batch));
  }
  return found;
}

/** Git writes each pair as it read it, and after it the paths, each ended by NUL. */
function splitByPair(text: string, pairs: readonly TreePair[]): readonly (readonly string[])[] {
  let place = 0;
  return pairs.map(({ from, to }, index) => {
    place += `${from} ${to}\n`.length;
    const next = pairs[index + 1];
    const head = next && `${next.from} ${next.to}\n`;
    const paths: string[] = [];
    while (place < text.length && (head === undefined || !text.startsWith(head, place))) {
      const end = text.indexOf('\0', place);
      paths.push(text.slice(place, end));
      place = end + 1;
    }
    return paths;
  });
}

/** Which of these ids are trees that the repository holds. */
export async function findTrees(
  repository: Repository,
  ids: readonly string[],
  options: ReadOptions = {},
): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids)].filter((id) => /^[0-9a-f]{40,64}$/.test(id));
  if (asked.length === 0) return new Set();
  const input = asked.map((id) => `${id}\n`).join('');
  const { stdout } = await gitIn(repository, ['cat-file', '--batch-check'], { ...options, input });
  const lines = stdout.toString('utf8').split('\n');
  return new Set(asked.filter((id, index) => lines[index]?.startsWith(`${id} tree `)));
}

/** Parses the records of `--raw -z`; `rest` is what follows them. */
function parseRawDiff(text: string): { readonly changes: readonly TreeChange[]; readonly rest: string } {
  const fields = text.split('\0');
  const changes: TreeChange[] = [];
  let place = 0;
  for (let head = fields[place]; head?.startsWith(':') === true; head = fields[place]) {
    const [fromMode = '', toMode = '', fromId = '', toId = '', letter = ''] = head.slice(1).split(' ');
    const isRename = letter.startsWith('R');
    const first = fields[place + 1] ?? '';
    const path = isRename ? (fields[place + 2] ?? '') : first;
    changes.push({ path, from: isRename ? first : null, status: statusOf(letter), fromMode, toMode, fromId, toId });
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
