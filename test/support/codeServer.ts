import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually';

const version = '4.139.1';
const installLimit = 10 * 60_000;

/**
 * The folder of VS Code's server inside the npm package code-server, installed on first use into `.vscode-test`.
 * The mark `.done` is written last, so that an interrupted install starts over; a lock lets one process install.
 */
export async function ensureCodeServer(): Promise<string> {
  const root = resolve('.vscode-test', `code-server-${version}`);
  const server = join(root, 'node_modules', 'code-server', 'lib', 'vscode');
  const mark = join(root, '.done');
  if (existsSync(mark)) return server;
  await mkdir(resolve('.vscode-test'), { recursive: true });
  const lock = `${root}.lock`;
  await eventually('The lock of the VS Code server install', () => takeLock(lock), Boolean, installLimit);
  try {
    if (!existsSync(mark)) {
      await rm(root, { recursive: true, force: true });
      await install(root, server);
      await writeFile(mark, '');
    }
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
  return server;
}

async function install(root: string, server: string): Promise<void> {
  await mkdir(root);
  const manifest = { private: true, dependencies: { 'code-server': version } };
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest));
  await npmInstall(root);
  // Not its own postinstall: that one compiles natives, which no test here needs.
  await npmInstall(server, '--omit=dev');
}

async function npmInstall(cwd: string, ...more: readonly string[]): Promise<void> {
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...more];
  await promisify(execFile)('npm', args, { cwd, shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 });
}

/** A folder that already holds its owner's pid is renamed into place: only one rename can win. */
async function takeLock(lock: string): Promise<boolean> {
  if (await isHeld(lock)) return false;
  const mine = await mkdtemp(`${lock}.`);
  await writeFile(join(mine, 'pid'), String(process.pid));
  try {
    await rename(mine, lock);
    return true;
  } catch {
    await rm(mine, { recursive: true });
    if (!(await isHeld(lock))) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function isHeld(lock: string): Promise<boolean> {
  const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => Number.NaN));
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
