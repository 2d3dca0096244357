// The clients tier: the real MLflow Python clients against the built tracker.
// Usage: node_modules/.bin/node scripts/clients.mjs [part of a client set's name]
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureEnvironment } from './python.mjs';
import { runWhenCalled } from './mochaTier.mjs';

const shared = ['test_tracking', 'test_search', 'test_artifacts', 'test_registry', 'test_process'];

/** Each set is a virtual environment of its own, made from `test/clients/requirements-<name>.txt`. */
const sets = [
  { name: '3-skinny', modules: shared },
  { name: '3-full', modules: ['test_frames', 'test_models'] },
  { name: '2-skinny', modules: [...shared, 'test_models_2'] },
];

/** Runs the tier; resolves to how many tests passed and failed. An empty selection counts as one failure. */
export async function runClientsTier(part = '') {
  const chosen = sets.filter(({ name }) => name.includes(part));
  if (chosen.length === 0) {
    console.error(`No set of clients matches '${part}'.`);
    return { passed: 0, failed: 1 };
  }
  execFileSync(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
  const total = { passed: 0, failed: 0 };
  for (const { name, modules } of chosen) {
    const python = ensureEnvironment(name);
    console.log(`\nPython clients: ${name}`);
    const { passed, failed } = await runAgainstTracker(python, modules);
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

async function runAgainstTracker(python, modules) {
  const folder = mkdtempSync(join(tmpdir(), 'modeltrail-clients-'));
  const tracker = await startTracker(folder);
  try {
    return await runPython(python, ['test/clients/run.py', ...modules], {
      MLFLOW_TRACKING_URI: tracker.url,
      MLFLOW_TRACKING_TOKEN: tracker.token,
      // A failure must show as one, not after four minutes of trying again.
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MODELTRAIL_TEST_FOLDER: folder,
    });
  } finally {
    await tracker.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the built tracker on a folder and waits until it accepts connections. */
async function startTracker(folder) {
  const child = spawn(process.execPath, ['dist/tracker.js', '--folder', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The tracker ended with code ${code} before it was ready.`)));
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

/** `run.py` ends with one line of JSON; an interpreter that ends without it counts as one failure. */
function runPython(python, args, env) {
  const child = spawn(python, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    let last = '';
    createInterface(child.stdout).on('line', (line) => (last = line));
    child.once('close', () => {
      try {
        const { passed, failed } = JSON.parse(last);
        resolve({ passed, failed });
      } catch {
        console.error(`The Python tests ended early; their last line was: ${last}`);
        resolve({ passed: 0, failed: 1 });
      }
    });
  });
}

await runWhenCalled(import.meta.url, runClientsTier);
