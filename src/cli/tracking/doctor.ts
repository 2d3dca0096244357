import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { isAbort, ModelTrailError, toError } from '../../protocol/errors';
import { layoutOf } from '../../protocol/layout';
import { oldNodeProblem } from '../../protocol/nodeApi';
import { version } from '../../protocol/version';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { exitCode } from '../failure';
import { formatBytes } from '../../protocol/format';

/** One finding; `note` is worth knowing but nothing is wrong. */
interface Check {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'wrong';
  readonly detail: string;
  readonly remedy: string | null;
}

/** A store of many gigabytes is read whole. */
const integrityLimitMs = 30 * 60_000;
const programLimitMs = 20_000;

export const doctor = defineCommand({
  about: 'Checks versions, paths, tracker, store, Git and Python; exit code 1 when something is wrong.',
  operands: [],
  options: {},
  async run({ context }) {
    const [tracker, git, python] = await Promise.all([checkTracker(context), checkGit(context), checkPython(context)]);
    const checks = [ok('ModelTrail', version), checkNode(), checkFolder(context), ...tracker, ...git, python];
    const isWell = checks.every((check) => check.state !== 'wrong');
    context.reply({ ok: isWell, checks }, () => toText(checks, context));
    return isWell ? exitCode.done : exitCode.no;
  },
});

const marks = { ok: '✓', note: '·', wrong: '✗' } as const;
const styles = { ok: 'green', note: 'dim', wrong: 'red' } as const;

function toText(checks: readonly Check[], context: Context): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .flatMap(({ name, state, detail, remedy }) => [
      `${context.paint(styles[state], marks[state])} ${name.padEnd(width)}  ${detail}`,
      ...(remedy === null ? [] : [`  ${''.padEnd(width)}  ${remedy}`]),
    ])
    .join('\n');
}

function ok(name: string, detail: string): Check {
  return { name, state: 'ok', detail, remedy: null };
}

function wrong(name: string, thrown: unknown): Check {
  if (isAbort(thrown)) throw thrown;
  const error = toError(thrown);
  const remedy = error instanceof ModelTrailError ? error.hint : null;
  return { name, state: 'wrong', detail: error.message, remedy };
}

function checkNode(): Check {
  const problem = oldNodeProblem();
  if (problem === null) return ok('Node', `${process.version} (${process.execPath})`);
  return { name: 'Node', state: 'wrong', detail: problem, remedy: 'Install Node 22.14 or later and run this with it.' };
}

function checkFolder({ folder }: Context): Check {
  try {
    const { home } = layoutOf(folder);
    const isMade = existsSync(home);
    if (isMade && !statSync(home).isDirectory()) {
      return {
        name: 'Folder',
        state: 'wrong',
        detail: `${home} is no folder.`,
        remedy: 'Move it away, or give it another name.',
      };
    }
    accessSync(isMade ? home : folder, constants.W_OK);
    return ok('Folder', folder);
  } catch (error) {
    return {
      name: 'Folder',
      state: 'wrong',
      detail: `${folder} cannot be written: ${toError(error).message}.`,
      remedy: 'Give your user the right to write this folder, or open a copy of it.',
    };
  }
}

/** Reads the store through its tracker, which a doctor starts only where there is a store to look at. */
async function checkTracker(context: Context): Promise<Check[]> {
  const { store, token } = layoutOf(context.folder);
  try {
    const client = await context.connect({ start: existsSync(store) });
    try {
      const status = await client.ask('tracker/status', {}, { signal: context.signal });
      const served = `${client.url}, process ${status.pid}, version ${status.version}`;
      const tracker: Check =
        status.version === version
          ? ok('Tracker', served)
          : {
              name: 'Tracker',
              state: 'note',
              detail: served,
              remedy: `End process ${status.pid} to go on with ${version}.`,
            };
      const { problems } = await client.ask(
        'tracker/check',
        {},
        { signal: context.signal, timeoutMs: integrityLimitMs },
      );
      const size = `${status.store}, ${formatBytes(status.storeBytes)}`;
      return [tracker, problems.length === 0 ? ok('Store', size) : damaged(size, problems), ok('Token', token)];
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof ModelTrailError && error.code === 'TRACKER_NOT_RUNNING') {
      return [{ name: 'Tracker', state: 'note', detail: 'Nothing was recorded in this folder yet.', remedy: null }];
    }
    return [wrong('Tracker', error)];
  }
}

function damaged(store: string, problems: readonly string[]): Check {
  return {
    name: 'Store',
    state: 'wrong',
    detail: `${store} is damaged: ${problems.join('; ')}`,
    remedy: 'Run "modeltrail restore-backup FILE" with a backup; the damaged file is kept beside it.',
  };
}

async function checkGit(context: Context): Promise<Check[]> {
  let git: string;
  try {
    git = await output('git', ['--version'], context);
  } catch (error) {
    if (isAbort(error)) throw error;
    const remedy = "Install Git to have each run's code recorded; everything else works without.";
    return [{ name: 'Git', state: 'note', detail: 'Git is not there.', remedy }];
  }
  try {
    const root = await output('git', ['rev-parse', '--show-toplevel'], context);
    return [ok('Git', git), ok('Repository', root)];
  } catch (error) {
    if (isAbort(error)) throw error;
    const remedy = 'Run "git init" here to have each run\'s code recorded.';
    const repository: Check = { name: 'Repository', state: 'note', detail: 'This folder is in none.', remedy };
    return [ok('Git', git), repository];
  }
}

const pythonQuestion = `
import sys, importlib.metadata as metadata
try: client = "mlflow " + metadata.version("mlflow")
except metadata.PackageNotFoundError:
    try: client = "mlflow-skinny " + metadata.version("mlflow-skinny")
    except metadata.PackageNotFoundError: client = "no mlflow"
print(sys.version.split()[0], sys.executable, client, sep=", ")
`;

async function checkPython(context: Context): Promise<Check> {
  for (const program of ['python', 'python3', 'py']) {
    try {
      return ok('Python', await output(program, ['-c', pythonQuestion], context));
    } catch (error) {
      if (isAbort(error)) throw error;
      // The next name may be the right one.
    }
  }
  return { name: 'Python', state: 'note', detail: 'No Python on the PATH.', remedy: null };
}

async function output(program: string, args: readonly string[], { folder, signal }: Context): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(program, args, { cwd: folder, signal, timeout: programLimitMs, windowsHide: true });
  return stdout.trim();
}
