// What a fresh clone needs before anything else. Runs on Node 20 or later, with no package installed.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isWindows = process.platform === 'win32';

/** Runs `npm ci` when the packages in `node_modules` are not those of `package-lock.json`; ends the process if it fails. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.error('Installing the packages of package-lock.json …');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    // Its words go to stderr, so that the last line of stdout stays ours.
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  });
  if (status === 0) return;
  console.error('"npm ci" failed: the lines above say why.');
  process.exit(1);
}

function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages(join('node_modules', '.package-lock.json'));
  if (wanted === null || present === null) return false;
  // npm leaves out optional packages that are made for another platform.
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (path in present ? present[path].version === version : optional === true),
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return null;
  }
}

/**
 * Whether this process may go on. On a Node that is too old for SQLite's binary it first runs the same command line on
 * the Node 24 that `node_modules` holds, and leaves with that one's exit code.
 */
export async function onProjectNode() {
  if (Number(process.versions.napi) >= 10) return;
  // As npm does it for scripts: npm started this process before the folder had anything in it.
  const node = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node');
  const child = spawn(isWindows ? `"${node}"` : node, process.argv.slice(1).map(quoteOnWindows), {
    stdio: 'inherit',
    shell: isWindows,
  });
  // A terminal sends Ctrl+C to both; this one waits until the other has put its things in order.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...ending) => resolve(ending));
  });
  process.exit(code ?? 128 + constants.signals[signal]);
}

function quoteOnWindows(argument) {
  return isWindows ? `"${argument}"` : argument;
}
