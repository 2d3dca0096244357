// The sample project: a copy of `sample/` as a Git repository in the user's data folder, and runs of it.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('../sample', import.meta.url));
const isWindows = process.platform === 'win32';

/** Where ModelTrail keeps what `npm start` makes. */
export function dataFolder() {
  if (isWindows) return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'modeltrail');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'modeltrail');
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'modeltrail');
}

/** The person's copy of the sample, made where there is none; what is in it is theirs and stays. */
export async function ensureSample() {
  const folder = join(dataFolder(), 'sample');
  if (existsSync(join(folder, '.git'))) return folder;
  console.log(`Copying the sample project to ${folder}`);
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !/[\\/](\.venv|__pycache__|\.modeltrail)$/.test(path),
  });
  await git(folder, 'init', '--quiet');
  await git(folder, 'add', '.');
  const identity = await git(folder, 'config', 'user.email').then(
    () => [],
    () => ['-c', 'user.name=ModelTrail', '-c', 'user.email=sample@modeltrail.invalid'],
  );
  const message = ['--quiet', '--message', 'Add the sample project'];
  await git(folder, ...identity, '-c', 'commit.gpgsign=false', 'commit', ...message);
  return folder;
}

function git(folder, ...args) {
  return promisify(execFile)('git', args, { cwd: folder });
}

/** The interpreter of the sample's environment, made when it is missing or its requirements changed. */
export async function ensurePython(folder) {
  const environment = join(folder, '.venv');
  const python = isWindows ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
  const requirements = join(folder, 'requirements.txt');
  // Written last, so that an interrupted installation starts over.
  const stamp = join(environment, 'installed-requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  console.log(`Making the Python environment of the sample, once: ${environment}`);
  rmSync(environment, { recursive: true, force: true });
  const system = isWindows ? ['py', '-3'] : ['python3'];
  await run([...system, '-m', 'venv', environment]);
  await run([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(stamp, wanted);
  return python;
}

/** Trains the three models of the sample, each as one run of the tracker at `url`. */
export async function trainSample(folder, { url, token }) {
  const python = await ensurePython(folder);
  for (const model of ['logistic', 'forest', 'boosting']) {
    await run([python, 'train.py', '--model', model], {
      cwd: folder,
      env: {
        ...process.env,
        MLFLOW_TRACKING_URI: url,
        MLFLOW_TRACKING_TOKEN: token,
        MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
      },
    });
  }
}

/** Resolves when the program ended well; throws with its command line otherwise. */
function run([program, ...args], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', (cause) => reject(new Error(`${program} cannot be started: ${cause.message}`, { cause })));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}
