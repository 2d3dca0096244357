import { copyFile, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { ModelTrailError } from '../protocol/errors';
import { gitIn, gitLine, type Repository } from './repository';
import { isMissing } from './selection';
import { withTemporaryIndex } from './workingTree';

const recordSchema = z.object({
  snapshot: z.string(),
  /** HEAD when the snapshot was applied. */
  head: z.string().nullable(),
  /** The paths that the apply touched. */
  paths: z.array(z.string()),
});

/** What an apply did. */
export type UndoRecord = z.infer<typeof recordSchema>;

/** A recorded apply: `worktree` and `staged` are trees of before, `index` is the blob of the index file's bytes. */
export interface UndoEntry {
  readonly number: number;
  readonly record: UndoRecord;
  readonly worktree: string;
  readonly staged: string;
  readonly index: string | null;
}

const UNDO = 'refs/modeltrail/undo';
const UNDONE = 'refs/modeltrail/undone';
const KEPT_UNDONE = 20;

/** Records the state before an apply under the next free `refs/modeltrail/undo/<n>`; returns n. */
export async function recordUndo(
  repository: Repository,
  worktree: string,
  record: UndoRecord,
  signal?: AbortSignal,
): Promise<number> {
  const { staged, index } = await saveIndex(repository, signal);
  const json = await writeBlob(repository, JSON.stringify(record), signal);
  const entries = [
    ...(index === null ? [] : [`100644 blob ${index}\tindex`]),
    `100644 blob ${json}\trecord.json`,
    `040000 tree ${staged}\tstaged`,
    `040000 tree ${worktree}\tworktree`,
  ];
  const input = entries.map((entry) => `${entry}\0`).join('');
  const tree = await gitLine(repository, ['mktree', '-z'], { input, signal });
  const [open, done] = await Promise.all([UNDO, UNDONE].map((each) => listNumbers(repository, each, signal)));
  const number = Math.max(0, ...(open ?? []), ...(done ?? [])) + 1;
  // Only if the name is free: two applies at once must not share one.
  await gitIn(repository, ['update-ref', `${UNDO}/${number}`, tree, repository.zeroId], { signal });
  return number;
}

/** The newest apply that can be undone, or null. */
export async function readLastUndo(repository: Repository, signal?: AbortSignal): Promise<UndoEntry | null> {
  const number = Math.max(0, ...(await listNumbers(repository, UNDO, signal)));
  if (number === 0) return null;
  const listing = await gitLine(repository, ['ls-tree', `${UNDO}/${number}`], { signal });
  const ids = new Map(listing.split('\n').map((line) => [line.slice(line.indexOf('\t') + 1), line.split(/[ \t]/)[2]]));
  const [json, worktree, staged] = [ids.get('record.json'), ids.get('worktree'), ids.get('staged')];
  if (json === undefined || worktree === undefined || staged === undefined) {
    throw new ModelTrailError('UNDO_DAMAGED', `${UNDO}/${number} is not a record of a restore.`);
  }
  const text = await gitLine(repository, ['cat-file', 'blob', json], { signal });
  return { number, record: recordSchema.parse(JSON.parse(text)), worktree, staged, index: ids.get('index') ?? null };
}

/**
 * Takes an apply off the journal. The state of before and `replaced`, the working tree that the undo replaced, stay as
 * `undone/<n>:before` and `undone/<n>:replaced` until 20 more applies, for what an undo had to skip.
 */
export async function closeUndo(
  repository: Repository,
  { number, worktree }: UndoEntry,
  replaced: string,
): Promise<void> {
  const entries = [`040000 tree ${worktree}\tbefore`, `040000 tree ${replaced}\treplaced`];
  const input = entries.map((entry) => `${entry}\0`).join('');
  const tree = await gitLine(repository, ['mktree', '-z'], { input });
  const old = (await listNumbers(repository, UNDONE)).filter((each) => each <= number - KEPT_UNDONE);
  const orders = [
    `update ${UNDONE}/${number} ${tree}`,
    `delete ${UNDO}/${number}`,
    ...old.map((each) => `delete ${UNDONE}/${each}`),
  ];
  await gitIn(repository, ['update-ref', '--stdin'], { input: orders.map((order) => `${order}\n`).join('') });
}

/** Puts the index file back as it was, unless its entries are the same still. Returns whether it was written. */
export async function restoreIndex(repository: Repository, entry: UndoEntry): Promise<boolean> {
  const current = await withTemporaryIndex(repository, (indexFile) => stagedTree(repository, indexFile));
  if (current === entry.staged) return false;
  if (entry.index === null) {
    await rm(repository.indexFile, { force: true });
    return true;
  }
  const { stdout } = await gitIn(repository, ['cat-file', 'blob', entry.index]);
  await replaceIndex(repository, stdout);
  return true;
}

/** Git's own protocol: whoever creates `index.lock` may write it and rename it to `index`. */
async function replaceIndex(repository: Repository, bytes: Buffer): Promise<void> {
  const lock = `${repository.indexFile}.lock`;
  const file = await open(lock, 'wx').catch((cause: unknown) => {
    throw new ModelTrailError('GIT_BUSY', `Another Git command is at work in ${repository.root}.`, { cause });
  });
  try {
    await file.writeFile(bytes);
    await file.close();
    await rename(lock, repository.indexFile);
  } catch (error) {
    await file.close();
    await rm(lock, { force: true });
    throw error;
  }
}

interface SavedIndex {
  readonly staged: string;
  readonly index: string | null;
}

async function saveIndex(repository: Repository, signal?: AbortSignal): Promise<SavedIndex> {
  return withTemporaryIndex(repository, async (indexFile, folder) => {
    const staged = await stagedTree(repository, indexFile, signal);
    const copy = join(folder, 'saved');
    try {
      await copyFile(indexFile, copy);
    } catch (error) {
      if (isMissing(error)) return { staged, index: null };
      throw error;
    }
    // A split index refers to a second file, which Git may drop; the saved one must stand alone.
    await gitIn(repository, ['update-index', '--no-split-index'], { env: { GIT_INDEX_FILE: copy }, signal });
    return { staged, index: await writeBlob(repository, await readFile(copy), signal) };
  });
}

function stagedTree(repository: Repository, indexFile: string, signal?: AbortSignal): Promise<string> {
  return gitLine(repository, ['write-tree', '--missing-ok'], { env: { GIT_INDEX_FILE: indexFile }, signal });
}

function writeBlob(repository: Repository, content: Buffer | string, signal?: AbortSignal): Promise<string> {
  return gitLine(repository, ['hash-object', '-w', '--no-filters', '--stdin'], { input: content, signal });
}

async function listNumbers(repository: Repository, folder: string, signal?: AbortSignal): Promise<readonly number[]> {
  const names = await gitLine(repository, ['for-each-ref', '--format=%(refname)', folder], { signal });
  return names
    .split('\n')
    .map((name) => Number(name.slice(folder.length + 1)))
    .filter((number) => Number.isInteger(number) && number > 0);
}
