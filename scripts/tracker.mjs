// The tracker of a folder and questions to it, through the built command line.
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** The folder's running tracker, or one that `end` ends in order. */
export async function openTracker(folder) {
  return (await findTracker(folder)) ?? startTracker(folder);
}

async function findTracker(folder) {
  try {
    const { url, running } = JSON.parse(readFileSync(join(folder, '.modeltrail', 'tracker.json'), 'utf8'));
    const token = readFileSync(join(folder, '.modeltrail', 'token'), 'utf8').trim();
    if (!running || !(await fetch(`${url}/health`)).ok) return null;
    return { url, token, end: () => Promise.resolve() };
  } catch {
    return null;
  }
}

async function startTracker(folder) {
  const child = spawn(process.execPath, [cli, 'serve', '--folder', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The tracker ended with exit code ${code} before it was ready.`)));
  });
  const { url, token } = JSON.parse(line);
  return {
    url,
    token,
    end: async () => {
      child.kill();
      await ended;
    },
  };
}

/** What the command line says about a folder, as text. */
export async function ask(folder, ...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args, '--folder', folder], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Ids of the folder's newest runs, oldest of them first. */
export async function newestRuns(folder, limit) {
  const { runs } = JSON.parse(await ask(folder, 'runs', 'list', '--limit', String(limit), '--json'));
  return runs.map(({ id }) => id).reverse();
}
