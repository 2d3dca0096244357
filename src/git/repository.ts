import { resolve } from 'node:path';
import { ModelTrailError } from '../protocol/errors';
import { gitFailed, runGit, type GitOutput, type GitProcessOptions } from './gitProcess';
import { withoutCredentials } from './remoteUrl';

/** A repository and the state of its HEAD. `prefix` is the folder inside it, with `/` and without one at the ends. */
export interface Repository {
  readonly root: string;
  readonly prefix: string;
  readonly gitFolder: string;
  readonly indexFile: string;
  readonly objectsFolder: string;
  /** The id of nothing, as long as the ids of this repository are. */
  readonly zeroId: string;
  readonly commit: string | null;
  readonly branch: string | null;
  readonly shallow: boolean;
  readonly remote: string | null;
  readonly filterOverrides: readonly string[];
}

/** Why a folder has no usable repository: `untrusted` = owned by another user (`safe.directory`), `noWorkTree` = bare. */
export type NoRepositoryReason = 'gitMissing' | 'noRepository' | 'noWorkTree' | 'untrusted';

/** Either a repository or the reason why there is none. */
export type RepositoryLookup =
  | { readonly found: true; readonly repository: Repository }
  | { readonly found: false; readonly reason: NoRepositoryReason };

// `rev-parse` echoes options that it does not know, so this one parts answers that may themselves hold line feeds.
const SEPARATOR = '--modeltrail-part';

// The first key is in every repository: simple-git waits another 50 ms for a process that printed nothing.
const CONFIG_KEYS = '^(core\\.repositoryformatversion|remote\\..*\\.url|branch\\..*\\.remote|filter\\..*)$';

/** Looks for the repository around `folder` (absolute): two or three short processes, whatever the tree's size. */
export async function findRepository(folder: string, signal?: AbortSignal): Promise<RepositoryLookup> {
  const questions = [['--show-toplevel'], ['--show-prefix'], ['--absolute-git-dir'], ['--git-path', 'index']];
  const more = [
    ['--git-path', 'objects'],
    ['--show-object-format'],
    ['--is-shallow-repository'],
    ['HEAD', '--symbolic-full-name', 'HEAD'],
  ];
  const args = ['rev-parse', ...[...questions, ...more].flatMap((question) => [...question, SEPARATOR])];
  const configArgs = ['config', '-z', '--get-regexp', CONFIG_KEYS];
  let answers: readonly [GitOutput, GitOutput];
  try {
    answers = await Promise.all([
      runGit(folder, args, { signal, okCodes: [0, 1, 128] }),
      runGit(folder, configArgs, { signal, okCodes: [0, 1, 128] }),
    ]);
  } catch (error) {
    if (error instanceof ModelTrailError && error.code === 'GIT_MISSING') return { found: false, reason: 'gitMissing' };
    throw error;
  }
  const [head, settings] = answers;
  const reason = reasonOf(head);
  if (reason !== null) return { found: false, reason };
  const parts = head.stdout.toString('utf8').split(`${SEPARATOR}\n`);
  const [root, prefix, gitFolder, indexFile, objectsFolder, format, shallow, names = ''] = parts.map((part) =>
    part.replace(/\n$/, ''),
  );
  const unborn = head.code === 128 && /'HEAD'/.test(head.stderr);
  if (
    root === undefined ||
    prefix === undefined ||
    gitFolder === undefined ||
    indexFile === undefined ||
    objectsFolder === undefined ||
    (head.code !== 0 && !unborn)
  ) {
    throw gitFailed(folder, args, head);
  }
  const [commit = null, name] = unborn ? [] : names.split('\n');
  const reference = unborn ? await unbornHead(folder, signal) : (name ?? '');
  const branch = reference.startsWith('refs/heads/') ? reference.slice('refs/heads/'.length) : null;
  const config = parseConfig(settings.stdout);
  return {
    found: true,
    repository: {
      root: resolve(root),
      prefix: prefix.replace(/\/$/, ''),
      gitFolder: resolve(folder, gitFolder),
      indexFile: resolve(folder, indexFile),
      objectsFolder: resolve(folder, objectsFolder),
      zeroId: '0'.repeat(format === 'sha256' ? 64 : 40),
      commit,
      branch,
      shallow: shallow === 'true',
      remote: remoteOf(config, branch),
      filterOverrides: filterOverrides(config),
    },
  };
}

/** The repository around `folder`; throws `GIT_MISSING`, `NO_REPOSITORY`, `NO_WORK_TREE` or `REPOSITORY_UNTRUSTED`. */
export async function openRepository(folder: string, signal?: AbortSignal): Promise<Repository> {
  const lookup = await findRepository(folder, signal);
  if (lookup.found) return lookup.repository;
  switch (lookup.reason) {
    case 'gitMissing':
      throw new ModelTrailError('GIT_MISSING', 'Git was not found on PATH.', { hint: 'Install Git and try again.' });
    case 'noRepository':
      throw new ModelTrailError('NO_REPOSITORY', `${folder} is in no Git repository.`, { hint: 'Run `git init`.' });
    case 'noWorkTree':
      throw new ModelTrailError('NO_WORK_TREE', `${folder} belongs to a bare repository, which has no files.`);
    case 'untrusted':
      throw new ModelTrailError('REPOSITORY_UNTRUSTED', `Git does not trust ${folder}: another user owns it.`, {
        hint: 'If you trust it, add the folder with `git config --global --add safe.directory`.',
      });
  }
}

/** Runs git at the root of a repository, with the filters that its configuration names switched off. */
export function gitIn(
  repository: Repository,
  args: readonly string[],
  options: GitProcessOptions = {},
): Promise<GitOutput> {
  return runGit(repository.root, args, {
    ...options,
    config: [...repository.filterOverrides, ...(options.config ?? [])],
  });
}

/** The text a git command prints, without the line feed at its end. */
export async function gitLine(
  repository: Repository,
  args: readonly string[],
  options: GitProcessOptions = {},
): Promise<string> {
  return (await gitIn(repository, args, options)).stdout.toString('utf8').replace(/\n$/, '');
}

function reasonOf(output: GitOutput): NoRepositoryReason | null {
  if (output.code === 0) return null;
  if (/not a git repository/i.test(output.stderr)) return 'noRepository';
  if (/must be run in a work tree/i.test(output.stderr)) return 'noWorkTree';
  if (/dubious ownership|unsafe repository/i.test(output.stderr)) return 'untrusted';
  // Without developer tools, macOS has a `git` that only offers to install them.
  if (/^xcrun: error|xcode-select/m.test(output.stderr)) return 'gitMissing';
  return null;
}

async function unbornHead(folder: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await runGit(folder, ['symbolic-ref', 'HEAD'], { signal });
  return stdout.toString('utf8').trim();
}

type ConfigEntries = readonly (readonly [key: string, value: string])[];

function parseConfig(stdout: Buffer): ConfigEntries {
  const records = stdout.toString('utf8').split('\0').slice(0, -1);
  return records.map((record) => {
    const end = record.indexOf('\n');
    return end < 0 ? [record, ''] : [record.slice(0, end), record.slice(end + 1)];
  });
}

/** The branch's own remote, else `origin`, else the first one. */
function remoteOf(config: ConfigEntries, branch: string | null): string | null {
  const values = new Map(config);
  const named = branch === null ? undefined : values.get(`branch.${branch}.remote`);
  const url =
    values.get(`remote.${named ?? 'origin'}.url`) ??
    values.get('remote.origin.url') ??
    config.find(([key]) => key.startsWith('remote.'))?.[1];
  return url === undefined ? null : withoutCredentials(url);
}

/** Empties every filter driver: Git then takes the bytes as they are, line ends converted as usual. */
function filterOverrides(config: ConfigEntries): readonly string[] {
  const names = new Set(
    config.map(([key]) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1]).filter((name) => name !== undefined),
  );
  return [...names].flatMap((name) => {
    if (/[=\n]/.test(name)) {
      throw new ModelTrailError('GIT_FILTER_REFUSED', `The Git filter '${name}' cannot be switched off safely.`, {
        hint: 'Rename the filter in the Git configuration.',
      });
    }
    const filter = `filter.${name}`;
    return [`${filter}.clean=`, `${filter}.smudge=`, `${filter}.process=`, `${filter}.required=false`];
  });
}
