import { listTree, requireInside } from './files';
import { gitIn, gitLine, type Repository } from './repository';

/** A branch, as people write it (`origin/main`), and the commit it stands at. */
export interface BranchTip {
  readonly ref: string;
  readonly commit: string;
}

/** Where a team's agreed state is looked for: what the remote calls its main branch, then what is usually called so. */
const mainRefs = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
] as const;

/** The first of origin's main branch, `main` and `master` (origin's, then local) that exists, else HEAD; null without a commit. */
export async function findMainTip(repository: Repository, signal?: AbortSignal): Promise<BranchTip | null> {
  const found = await readTips(repository, mainRefs, signal);
  const { commit, branch } = repository;
  return found ?? (commit === null ? null : { ref: branch ?? 'HEAD', commit });
}

/** The branch of this name, a remote's before a local one; null where there is none. */
export function findTip(repository: Repository, name: string, signal?: AbortSignal): Promise<BranchTip | null> {
  const refs = name.startsWith('refs/') ? [name] : [`refs/remotes/${name}`, `refs/heads/${name}`];
  return readTips(repository, refs, signal);
}

async function readTips(
  repository: Repository,
  refs: readonly string[],
  signal?: AbortSignal,
): Promise<BranchTip | null> {
  // A symbolic ref whose target is gone is left out by Git.
  const format = '--format=%(refname)%00%(objectname)%00%(objecttype)%00%(symref)';
  const text = await gitLine(repository, ['for-each-ref', format, ...refs], { signal });
  const tips = new Map(
    text.split('\n').flatMap((line) => {
      const [name = '', commit = '', type, target = ''] = line.split('\0');
      const ref = (target === '' ? name : target).replace(/^refs\/(heads|remotes)\//, '');
      return type === 'commit' ? [[name, { ref, commit }] as const] : [];
    }),
  );
  const first = refs.find((ref) => tips.has(ref));
  return first === undefined ? null : (tips.get(first) ?? null);
}

/** What stands at a path of a commit: a file's bytes, or why there are none; `large` has more bytes than were wanted. */
export type CommittedFile =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'large'; readonly size: number }
  | { readonly kind: 'none' | 'link' };

/** Reads a file of a commit, `path` from the root of the repository. Throws `PATH_OUTSIDE`. */
export async function readCommittedFile(
  repository: Repository,
  commit: string,
  path: string,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
): Promise<CommittedFile> {
  requireInside(path);
  const files = await listTree(repository, commit, { paths: [path], signal });
  const file = files.find((each) => each.path === path);
  if (file === undefined || file.bytes === null) return { kind: 'none' };
  if (file.kind === 'link') return { kind: 'link' };
  if (file.bytes > maxBytes) return { kind: 'large', size: file.bytes };
  if (file.bytes === 0) return { kind: 'file', bytes: Buffer.alloc(0) };
  return { kind: 'file', bytes: (await gitIn(repository, ['cat-file', 'blob', file.id], { maxBytes, signal })).stdout };
}

/** Addresses of authors, committers and co-authors of the commits of `to` that `from` lacks, newest 1,000; else of `to` alone. */
export async function readWriters(
  repository: Repository,
  { from, to }: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const range = from === to ? ['--max-count=1', to] : ['--max-count=1000', to, `^${from}`];
  const trailers = '%(trailers:key=Co-authored-by,valueonly,separator=%x00)';
  const log = ['log', '--no-show-signature', `--format=%aE%x00%cE%x00${trailers}`];
  const text = await gitLine(repository, [...log, ...range, '--'], { signal });
  if (text === '' && from !== to) return readWriters(repository, { from: to, to }, signal);
  const fields = text.split(/[\n\0]/).map((field) => /<([^<>]+)>\s*$/.exec(field)?.[1] ?? field.trim());
  return [...new Set(fields.filter((field) => field.includes('@')))];
}
