import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlobs } from './blobs';
import { gitIn, type Repository } from './repository';
import type { WorkingTreeChange } from './workingTreeChanges';

const MAX_POINTER_BYTES = 1024;

interface Pointer {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Paths whose file is what the Git LFS pointer in HEAD stands for. As the LFS filter does not run, Git itself would
 * call them modified whenever it has to look at their content.
 */
export async function findUnchangedLfsFiles(
  repository: Repository,
  changes: readonly WorkingTreeChange[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const unchanged = new Set<string>();
  if (!repository.filterOverrides.includes('filter.lfs.clean=')) return unchanged;
  const pointers = await readPointers(repository, changes, signal);
  for (const { path, head, present } of changes) {
    const pointer = head === null || !present ? undefined : pointers.get(head.id);
    if (pointer === undefined) continue;
    if (await holds(join(repository.root, path), pointer, signal)) unchanged.add(path);
  }
  return unchanged;
}

async function readPointers(
  repository: Repository,
  changes: readonly WorkingTreeChange[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Pointer>> {
  const ids = [...new Set(changes.flatMap(({ head }) => (head?.mode.startsWith('100') === true ? [head.id] : [])))];
  if (ids.length === 0) return new Map();
  const input = ids.map((id) => `${id}\n`).join('');
  const { stdout } = await gitIn(repository, ['cat-file', '--batch-check'], { input, signal });
  const small = stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [id = '', kind, size] = line.split(' ');
      return kind === 'blob' && Number(size) <= MAX_POINTER_BYTES ? [{ id, bytes: Number(size) }] : [];
    });
  const pointers = new Map<string, Pointer>();
  for (const [id, content] of await readBlobs(repository, small, { signal })) {
    const pointer = parsePointer(content.toString('utf8'));
    if (pointer !== null) pointers.set(id, pointer);
  }
  return pointers;
}

function parsePointer(text: string): Pointer | null {
  if (!text.startsWith('version https://git-lfs.github.com/spec/v1\n')) return null;
  const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const bytes = /^size (\d{1,15})$/m.exec(text)?.[1];
  return sha256 === undefined || bytes === undefined ? null : { sha256, bytes: Number(bytes) };
}

async function holds(path: string, pointer: Pointer, signal?: AbortSignal): Promise<boolean> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size !== pointer.bytes) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
    return hash.digest('hex') === pointer.sha256;
  } catch {
    signal?.throwIfAborted();
    return false; // Gone or unreadable: the selection that follows says which.
  }
}
