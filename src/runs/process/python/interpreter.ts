import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { readText, resolvePath } from '../files';
import type { ProcessDetails } from '../identity';

/** Where a running Python takes its packages from. */
export interface Installation {
  /** Path by which the interpreter was started: inside the virtual environment, when there is one. */
  readonly interpreter: string;
  readonly prefix: string;
  /** Prefix of the Python beneath a virtual environment; the same as `prefix` without one. */
  readonly basePrefix: string;
  readonly venv: VenvConfig | null;
}

/** The parts of `pyvenv.cfg` in use (PEP 405; `version_info` is virtualenv's and uv's name). */
export interface VenvConfig {
  readonly home: string | null;
  readonly version: string | null;
  readonly includesSystemPackages: boolean;
}

const pythonName = /^(?:python|pypy)(?:w)?[\d.]*t?(?:\.exe)?$/i;

/** True when the program is a Python by its file name. */
export function isPython(executable: string): boolean {
  return pythonName.test(executable.split(/[\\/]/).at(-1) ?? '');
}

/**
 * Finds the environment of a running Python. The system tells only the resolved program, which virtual environments
 * share: which of them it is shows in the name it was started by, else in `VIRTUAL_ENV`, else in the loaded modules.
 */
export async function findInstallation(details: ProcessDetails, mappings: string): Promise<Installation | null> {
  const executable = details.executable === null ? null : await normalised(details.executable);
  if (executable === null) return null;
  for (const candidate of startedAs(details)) {
    if (await startsSameProgram(candidate, executable)) return describe(candidate, executable);
  }
  const loadedFrom = /^.*?\s(\/[^\n]*?)\/lib(?:64)?\/python[\d.]+t?\/site-packages\//m.exec(mappings)?.[1];
  if (loadedFrom !== undefined && (await readVenvConfig(loadedFrom)) !== null)
    return describe(join(loadedFrom, 'bin', 'python'), executable);
  return describe(executable, executable);
}

/** Candidate paths of the interpreter as it was started, likeliest first. */
function startedAs({ commandLine, workingDirectory, environment, launcher }: ProcessDetails): string[] {
  const [name = ''] = commandLine;
  const candidates = launcher === null ? [] : [launcher];
  if (isAbsolute(name)) candidates.push(name);
  else if (/[\\/]/.test(name)) {
    // The program may have moved since; `PWD` is where its shell stood.
    for (const folder of [workingDirectory, environment['PWD']])
      if (typeof folder === 'string') candidates.push(resolve(folder, name));
  } else if (name !== '') {
    const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);
    candidates.push(...folders.map((folder) => join(folder, name)));
  }
  const active = environment['VIRTUAL_ENV'];
  if (active !== undefined && isAbsolute(active)) candidates.push(join(active, 'bin', 'python'));
  return candidates;
}

/** macOS frameworks and Windows environments put a small program before the real one: there, the `home` entry tells. */
async function startsSameProgram(candidate: string, executable: string): Promise<boolean> {
  const target = await resolvePath(candidate);
  if (target === null) return false;
  if (target === executable) return true;
  if (process.platform === 'linux' || !isPython(candidate)) return false;
  const home = (await findVenv(candidate))?.config.home;
  return typeof home === 'string' && executable.startsWith(dirname((await normalised(home)) ?? home));
}

async function describe(interpreter: string, executable: string): Promise<Installation> {
  const venv = await findVenv(interpreter);
  // An environment made of copies runs its own program, so only its file tells the Python beneath.
  const isCopy = venv !== null && executable.startsWith(join(venv.folder, '/'));
  const home = isCopy ? venv.config.home : null;
  const basePrefix = prefixOf(home === null ? dirname(executable) : ((await normalised(home)) ?? home));
  if (venv === null) return { interpreter, prefix: basePrefix, basePrefix, venv: null };
  return { interpreter, prefix: venv.folder, basePrefix, venv: venv.config };
}

function prefixOf(programs: string): string {
  const isBin = ['bin', 'Scripts'].includes(basename(programs));
  const framework = /^(.*\/Python\.framework\/Versions\/[^/]+)\//.exec(programs)?.[1];
  return framework ?? (isBin ? dirname(programs) : programs);
}

async function findVenv(interpreter: string): Promise<{ folder: string; config: VenvConfig } | null> {
  const programs = dirname(interpreter);
  for (const folder of [dirname(programs), programs]) {
    const config = await readVenvConfig(folder);
    if (config !== null) return { folder, config };
  }
  return null;
}

async function readVenvConfig(folder: string): Promise<VenvConfig | null> {
  const text = await readText(join(folder, 'pyvenv.cfg'));
  return text === null ? null : parseVenvConfig(text);
}

/** Parses `pyvenv.cfg`. */
export function parseVenvConfig(text: string): VenvConfig {
  const entries = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== '') entries.set(key.toLowerCase(), value);
  }
  const version = entries.get('version') ?? entries.get('version_info') ?? '';
  return {
    home: entries.get('home') ?? null,
    version: /^\d+\.\d+(?:\.\d+(?:(?:a|b|rc)\d+)?)?/.exec(version)?.[0] ?? null,
    includesSystemPackages: entries.get('include-system-site-packages')?.toLowerCase() === 'true',
  };
}

async function normalised(path: string): Promise<string | null> {
  return (await resolvePath(path)) ?? (isAbsolute(path) ? path : null);
}
