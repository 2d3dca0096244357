import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withWorkspaceTree } from '../../../src/git';

const run = promisify(execFile);

/** Runs the real git in a folder, apart from the machine's own configuration; returns stdout without its last line feed. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const who = { NAME: 'Test', EMAIL: 'test@example.org', DATE: '2026-01-02T03:04:05Z' };
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(Object.entries(who).map(([key, value]) => [`GIT_AUTHOR_${key}`, value])),
    ...Object.fromEntries(Object.entries(who).map(([key, value]) => [`GIT_COMMITTER_${key}`, value])),
  };
  const { stdout } = await run('git', ['-c', 'protocol.file.allow=always', ...args], { cwd: folder, env });
  return stdout.replace(/\n$/, '');
}

/** A temporary folder under its real name. */
export async function makeFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'modeltrail-git-')));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Writes files by their path from `root`, making folders. */
export async function write(root: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** A repository on branch `main` in `folder`, with one commit of `files` unless there are none. */
export async function makeRepository(
  folder: string,
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'config', 'core.autocrlf', 'false');
  if (Object.keys(files).length === 0) return;
  await write(folder, files);
  await commitAll(folder);
}

export async function commitAll(folder: string): Promise<string> {
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', 'State');
  return git(folder, 'rev-parse', 'HEAD');
}

/** Every path under `root` with content and time; `.git` apart, unless `root` is inside it. */
export async function picture(root: string): Promise<Readonly<Record<string, string>>> {
  const seen: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1).replaceAll('\\', '/');
    if (name === '.git' || name.startsWith('.git/') || entry.isDirectory()) continue;
    const { mtimeMs } = await lstat(path);
    const content = entry.isSymbolicLink() ? await readlink(path) : await digest(path);
    seen[name] = `${content} ${mtimeMs}`;
  }
  return seen;
}

/** The same without times. */
export async function contents(root: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(await picture(root)).map(([path, text]) => [path, text.split(' ')[0]!]));
}

async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** The files of a recorded tree by path, each with Git's mode. */
export async function modesAt(root: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const listing = await git(root, 'ls-tree', '-r', '-z', '--full-tree', commit);
  return new Map(
    listing
      .split('\0')
      .slice(0, -1)
      .map((record) => [record.slice(record.indexOf('\t') + 1), record.slice(0, record.indexOf(' '))]),
  );
}

/** The id of the tree that a snapshot taken now would record. */
export function treeNow(root: string): Promise<string> {
  return withWorkspaceTree(root, ({ tree }) => Promise.resolve(tree));
}
