import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { findUnchangedLfsFiles } from './lfsPointers';
import { findRepository, type Repository } from './repository';
import { DEFAULT_SECRET_PATTERNS, secretTest } from './secrets';
import type { WorkingTreeChange } from './workingTreeChanges';

/** What may enter a snapshot: caps per file and for all changed files together, patterns in `.gitignore` syntax. */
export interface SnapshotLimits {
  readonly maxFileBytes?: number;
  readonly maxTotalBytes?: number;
  readonly maxFiles?: number;
  readonly secretPatterns?: readonly string[];
}

/** Why a path is not in a snapshot; `special` is neither file, link nor folder, or a repository without a commit. */
export type LeftOutReason = 'secret' | 'tooLarge' | 'totalCap' | 'special' | 'unreadable';

/** A changed path that a snapshot does not hold: its tree keeps what HEAD has there. `bytes` is the size on disk. */
export interface LeftOut {
  readonly path: string;
  readonly reason: LeftOutReason;
  readonly bytes: number;
}

/** What to do with each changed path: `add` and `remove` follow the disk, `reset` goes back to what HEAD holds. */
export interface Selection {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly reset: readonly WorkingTreeChange[];
  readonly leftOut: readonly LeftOut[];
}

const MIB = 1024 * 1024;

/** Size of the largest file that a snapshot takes unless told otherwise, in bytes. */
export const DEFAULT_MAX_FILE_BYTES = 10 * MIB;

/** Size of all changed files together that a snapshot takes unless told otherwise, in bytes. */
export const DEFAULT_MAX_TOTAL_BYTES = 100 * MIB;

/**
 * How many changed files a snapshot takes unless told otherwise: each becomes an object file of its own, and 10,000 of
 * them take about 1.3 s and 40 MB.
 */
export const DEFAULT_MAX_FILES = 10_000;

/** ModelTrail's own folder is no part of a run's code. */
export function isOwnPath(path: string): boolean {
  return path.split('/').includes('.modeltrail');
}

type Verdict =
  | { readonly kind: 'add'; readonly bytes: number }
  | { readonly kind: 'remove' | 'unchanged' }
  | { readonly kind: 'leftOut'; readonly reason: LeftOutReason; readonly bytes: number };

interface Judged {
  readonly change: WorkingTreeChange;
  readonly verdict: Verdict;
}

/** Sorts changed paths into what a snapshot takes and what it leaves out; tracked, then small files go first. */
export async function selectChanges(
  repository: Repository,
  changes: readonly WorkingTreeChange[],
  limits: SnapshotLimits,
  signal?: AbortSignal,
): Promise<Selection> {
  const maxFileBytes = limits.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
  const isSecret = secretTest(limits.secretPatterns ?? DEFAULT_SECRET_PATTERNS);
  const unchanged = await findUnchangedLfsFiles(repository, changes, signal);
  const judged: Judged[] = [];
  for (const batch of batches(changes, 256)) {
    signal?.throwIfAborted();
    const verdicts = batch.map(async (change) => ({
      change,
      verdict: await judge(repository, change, { maxFileBytes, isSecret, unchanged }, signal),
    }));
    judged.push(...(await Promise.all(verdicts)));
  }
  return applyTotalCaps(judged, {
    bytes: limits.maxTotalBytes ?? DEFAULT_MAX_TOTAL_BYTES,
    files: limits.maxFiles ?? DEFAULT_MAX_FILES,
  });
}

interface Rules {
  readonly maxFileBytes: number;
  readonly isSecret: (path: string) => boolean;
  readonly unchanged: ReadonlySet<string>;
}

async function judge(
  repository: Repository,
  change: WorkingTreeChange,
  rules: Rules,
  signal?: AbortSignal,
): Promise<Verdict> {
  if (isOwnPath(change.path) || rules.unchanged.has(change.path)) return { kind: 'unchanged' };
  // A name that is not UTF-8 cannot be named in the store, nor by Git on the other systems.
  if (change.path.includes('\uFFFD')) return { kind: 'leftOut', reason: 'unreadable', bytes: 0 };
  if (!change.present) return { kind: 'remove' };
  const path = join(repository.root, change.path);
  try {
    const stats = await lstat(path);
    const bytes = stats.isFile() ? stats.size : 0;
    if (rules.isSecret(change.path)) return { kind: 'leftOut', reason: 'secret', bytes };
    if (stats.isSymbolicLink()) return { kind: 'add', bytes: 0 };
    if (stats.isDirectory()) {
      const nested = await nestedCommit(path, signal);
      return nested === null ? { kind: 'leftOut', reason: 'special', bytes: 0 } : { kind: 'add', bytes: 0 };
    }
    if (!stats.isFile()) return { kind: 'leftOut', reason: 'special', bytes: 0 };
    if (bytes > rules.maxFileBytes) return { kind: 'leftOut', reason: 'tooLarge', bytes };
    await access(path, constants.R_OK);
    return { kind: 'add', bytes };
  } catch (error) {
    signal?.throwIfAborted();
    if (isMissing(error)) return { kind: 'remove' }; // It went away after Git listed it.
    return { kind: 'leftOut', reason: 'unreadable', bytes: 0 };
  }
}

/** The commit at which a repository inside the repository stands; null when it has none or is none. */
async function nestedCommit(folder: string, signal?: AbortSignal): Promise<string | null> {
  const lookup = await findRepository(folder, signal);
  return lookup.found && lookup.repository.prefix === '' ? lookup.repository.commit : null;
}

function applyTotalCaps(
  judged: readonly Judged[],
  caps: { readonly bytes: number; readonly files: number },
): Selection {
  const add: string[] = [];
  const remove: string[] = [];
  const reset: WorkingTreeChange[] = [];
  const leftOut: LeftOut[] = [];
  const leave = (change: WorkingTreeChange, reason: LeftOutReason, bytes: number): void => {
    leftOut.push({ path: change.path, reason, bytes });
    reset.push(change);
  };
  let total = 0;
  for (const { change, verdict } of judged.toSorted(byWorth)) {
    switch (verdict.kind) {
      case 'add':
        total += verdict.bytes;
        if (total > caps.bytes || add.length >= caps.files) leave(change, 'totalCap', verdict.bytes);
        else add.push(change.path);
        break;
      case 'remove':
        remove.push(change.path);
        break;
      case 'unchanged':
        reset.push(change);
        break;
      case 'leftOut':
        leave(change, verdict.reason, verdict.bytes);
        break;
    }
  }
  return { add, remove, reset, leftOut: leftOut.toSorted((a, b) => comparePaths(a.path, b.path)) };
}

function byWorth(a: Judged, b: Judged): number {
  const untracked = ({ change }: Judged): number => (change.head === null ? 1 : 0);
  const size = ({ verdict }: Judged): number => (verdict.kind === 'add' ? verdict.bytes : 0);
  return untracked(a) - untracked(b) || size(a) - size(b) || comparePaths(a.change.path, b.change.path);
}

/** Order by UTF-16 code unit: the same on every machine, unlike a locale's. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** True for the file system's "no such path". */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
