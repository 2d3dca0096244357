import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { GitConstructError, GitPluginError, simpleGit } from 'simple-git';
import { ModelTrailError } from '../protocol/errors';

/** How one git process is run: `config` holds `key=value` overrides, `okCodes` the exit codes that are answers. */
export interface GitProcessOptions {
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Buffer | string;
  readonly okCodes?: readonly number[];
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a git process answered: its bytes, its complaint and its exit code. */
export interface GitOutput {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number;
}

/**
 * Nothing that a repository's own configuration names may run: no hook, no file-system monitor, no transport (a
 * partial clone would fetch missing objects by itself), and no clean-up, no log and no index beside the one asked for.
 */
const SAFE_CONFIG: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.safecrlf=false',
  'core.splitIndex=false',
  'core.logAllRefUpdates=false',
  'core.quotePath=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'i18n.commitEncoding=UTF-8',
  'protocol.allow=never',
  'submodule.recurse=false',
];

const ENVIRONMENT = {
  LC_ALL: 'C',
  LANGUAGE: '',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '1',
} as const;

/** Runs `git args…` in `folder`. Throws `GIT_MISSING`, `GIT_FAILED`, `GIT_OUTPUT_TOO_LARGE`, or the signal's reason. */
export async function runGit(
  folder: string,
  args: readonly string[],
  options: GitProcessOptions = {},
): Promise<GitOutput> {
  const { signal, maxBytes = Infinity, okCodes = [0], input } = options;
  signal?.throwIfAborted();
  const binary = await findGit(process.env['PATH'] ?? '');
  if (binary === null) throw gitMissing();
  const overflow = new AbortController();
  const env: Record<string, string> = { ...ENVIRONMENT, ...options.env };
  let output: GitOutput | undefined;
  try {
    const git = simpleGit({
      baseDir: folder,
      binary,
      abort: signal === undefined ? overflow.signal : AbortSignal.any([signal, overflow.signal]),
      config: [...SAFE_CONFIG, ...(options.config ?? [])],
      completion: { onClose: true, onExit: false },
      allowEnvironment: Object.keys(env),
      unsafe: {
        // The values are constants of this file: they switch these mechanisms off.
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeFilter: true,
        // An absolute path found on PATH may hold spaces.
        allowUnsafeCustomBinary: true,
      },
      ...(input === undefined ? {} : { input: () => input }),
      errors: (error, result) => {
        output = {
          stdout: Buffer.concat(result.stdOut),
          stderr: Buffer.concat(result.stdErr).toString('utf8'),
          code: result.exitCode,
        };
        return error instanceof GitPluginError ? error : undefined;
      },
    });
    let bytes = 0;
    git.env({ ...plainEnvironment(), ...env }).outputHandler((_command, stdout) => {
      stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) overflow.abort();
      });
    });
    await git.raw([...args]);
  } catch (cause) {
    signal?.throwIfAborted();
    if (overflow.signal.aborted) {
      throw new ModelTrailError('GIT_OUTPUT_TOO_LARGE', `git ${args[0] ?? ''} wrote more than ${maxBytes} bytes.`);
    }
    if (cause instanceof GitConstructError) {
      throw new ModelTrailError('FOLDER_NOT_FOUND', `The folder ${folder} does not exist.`, { cause });
    }
    throw new ModelTrailError('GIT_FAILED', `git ${args[0] ?? ''} could not be run in ${folder}.`, { cause });
  }
  if (output === undefined || output.code < 0) throw gitMissing();
  if (!okCodes.includes(output.code)) throw gitFailed(folder, args, output);
  return output;
}

/** The error of a git process that ended with a code that is no answer. */
export function gitFailed(folder: string, args: readonly string[], output: GitOutput): ModelTrailError {
  const complaint = output.stderr.trim();
  const why = complaint.split('\n').find((line) => /^(fatal|error):/.test(line)) ?? complaint.split('\n')[0] ?? '';
  return new ModelTrailError('GIT_FAILED', `git ${args[0] ?? ''} failed in ${folder}: ${why}`, {
    cause: new Error(complaint),
  });
}

function gitMissing(): ModelTrailError {
  return new ModelTrailError('GIT_MISSING', 'Git was not found on PATH.', {
    hint: 'Install Git, or start VS Code from a terminal in which `git --version` works.',
  });
}

let found: { readonly path: string; readonly binary: string | null } | undefined;

/**
 * The first git on PATH, as an absolute path: Windows would else look in the current folder first, and a repository
 * that holds a `git.exe` would run it.
 */
async function findGit(path: string): Promise<string | null> {
  if (found?.path === path && found.binary !== null) return found.binary;
  const names = process.platform === 'win32' ? ['git.exe'] : ['git'];
  let binary: string | null = null;
  for (const folder of path.split(delimiter).filter((entry) => isAbsolute(entry))) {
    for (const name of names) {
      if (binary === null && (await isExecutable(join(folder, name)))) binary = join(folder, name);
    }
  }
  found = { path, binary };
  return binary;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false; // Absent or not ours to run: the next folder of PATH may have it.
  }
}

const GUARDED = new Set(['EDITOR', 'PAGER', 'PREFIX', 'SSH_ASKPASS', 'VISUAL']);

/** The environment without what steers Git: the folder alone says which repository is meant. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^GIT_/i.test(key) && !GUARDED.has(key.toUpperCase())),
  );
}
