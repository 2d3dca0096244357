import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runGit, type GitProcessOptions } from './gitProcess';
import { ownCommitter } from './ownCommitter';

/** Another process may move the ref between reading and writing it. */
const TRIES = 5;

export interface RefMessage {
  readonly ref: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly signal?: AbortSignal;
}

/**
 * Puts a commit of an empty tree with `message` on top of `ref`, by plumbing alone: index, working tree and HEAD are not
 * touched and no hook runs. Returns its id; null where there is no repository.
 */
export async function appendToRef(folder: string, { ref, message, at, signal }: RefMessage): Promise<string | null> {
  if (!isInRepository(folder)) return null;
  // Git for Windows knows that name too; an empty stdin would not be closed.
  const tree = await line(folder, ['hash-object', '-t', 'tree', '-w', '--', '/dev/null'], { signal });
  const env = ownCommitter(Math.floor(at / 1000));
  for (let attempt = 1; ; attempt += 1) {
    const parent = await readRef(folder, ref);
    const args = ['commit-tree', tree, ...(parent === null ? [] : ['-p', parent])];
    const commit = await line(folder, args, { env, input: message, signal });
    const former = parent ?? '0'.repeat(commit.length);
    // With `start` and `commit` it prints something, without which simple-git would wait another 50 ms.
    const input = `start\nupdate ${ref} ${commit} ${former}\ncommit\n`;
    const okCodes = attempt < TRIES ? [0, 128] : [0];
    const { code } = await runGit(folder, ['update-ref', '--stdin'], { input, okCodes, signal });
    if (code === 0) return commit;
  }
}

/** The messages of the commits of `ref`, newest first; none where there is no repository or no such ref. */
export async function readRefMessages(folder: string, ref: string): Promise<string[]> {
  if (!isInRepository(folder) || (await readRef(folder, ref)) === null) return [];
  const { stdout } = await runGit(folder, ['log', '-z', '--format=%B', ref, '--'], {
    config: ['log.showSignature=false'],
  });
  return stdout.toString('utf8').split('\0').filter(Boolean);
}

/** The commit of a ref, null where it does not exist. */
async function readRef(folder: string, ref: string): Promise<string | null> {
  const { stdout } = await runGit(folder, ['rev-parse', '--is-inside-work-tree', ref], { okCodes: [0, 128] });
  const id = stdout.toString('utf8').split('\n')[1] ?? '';
  return /^[0-9a-f]{40,64}$/.test(id) ? id : null;
}

async function line(folder: string, args: readonly string[], options: GitProcessOptions): Promise<string> {
  const { stdout } = await runGit(folder, args, options);
  return stdout.toString('utf8').trim();
}

/** Whether a folder or one above it holds `.git`; starting Git to hear that there is none takes 60 ms. */
function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}
