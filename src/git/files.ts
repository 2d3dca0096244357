import { ModelTrailError } from '../protocol/errors';
import type { ReadOptions } from './blobs';
import { gitIn, openRepository, type Repository } from './repository';
import { resolveTree } from './snapshotCommit';

/** One entry of a recorded tree; `bytes` is null for a nested repository, whose `id` is its commit. */
export interface SnapshotFile {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'link' | 'repository';
  readonly id: string;
  readonly bytes: number | null;
}

const DEFAULT_MAX_BYTES = 50 * 1024 * 1024;

/**
 * The bytes of one file of a recorded tree, `path` from the root of the repository. For a link: the path it names.
 * Throws `FILE_NOT_FOUND`, `FILE_TOO_LARGE` (over `maxBytes`, default 50 MiB) or `PATH_OUTSIDE`.
 */
export async function readFileAt(
  folder: string,
  treeish: string,
  path: string,
  options: { readonly maxBytes?: number; readonly signal?: AbortSignal } = {},
): Promise<Buffer> {
  const { maxBytes = DEFAULT_MAX_BYTES, signal } = options;
  requireInside(path);
  const repository = await openRepository(folder, signal);
  const tree = await resolveTree(repository, treeish, signal);
  const files = await listTree(repository, tree, { paths: [path], signal });
  const file = files.find((each) => each.path === path);
  if (file === undefined || file.bytes === null) {
    throw new ModelTrailError('FILE_NOT_FOUND', `There is no file '${path}' in ${treeish}.`);
  }
  if (file.bytes > maxBytes) {
    throw new ModelTrailError('FILE_TOO_LARGE', `'${path}' in ${treeish} has ${file.bytes} bytes, over ${maxBytes}.`);
  }
  if (file.bytes === 0) return Buffer.alloc(0);
  return (await gitIn(repository, ['cat-file', 'blob', file.id], { maxBytes, signal })).stdout;
}

/** Refuses paths that leave the repository, or its tree for `.git`. */
export function requireInside(path: string): void {
  const names = path.split('/');
  if (path === '' || names.some((name) => name === '' || name === '.' || name === '..' || /^\.git$/i.test(name))) {
    throw new ModelTrailError('PATH_OUTSIDE', `'${path}' is not a path inside the repository.`);
  }
}

/** Lists a tree, or the given paths of it. */
export async function listTree(
  repository: Repository,
  tree: string,
  { paths = [], ...options }: ReadOptions & { readonly paths?: readonly string[] } = {},
): Promise<readonly SnapshotFile[]> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', tree, '--', ...paths];
  const { stdout } = await gitIn(repository, args, options);
  return stdout
    .toString('utf8')
    .split('\0')
    .slice(0, -1)
    .map((record) => {
      // `mode SP type SP id SP size-padded-left TAB path`
      const [mode = '', , id = '', size = ''] = record.slice(0, record.indexOf('\t')).split(/ +/);
      const bytes = size === '-' ? null : Number(size);
      return { path: record.slice(record.indexOf('\t') + 1), kind: kindOf(mode), id, bytes };
    });
}

function kindOf(mode: string): SnapshotFile['kind'] {
  switch (mode) {
    case '120000':
      return 'link';
    case '160000':
      return 'repository';
    case '100755':
      return 'executable';
    default:
      return 'file';
  }
}
