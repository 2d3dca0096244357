import { readlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readText, resolvePath } from '../files';
import type { ProcessDetails } from '../identity';
import { findInstallation, isPython, type Installation } from './interpreter';
import { readCondaPackages, readPackages, type Packages } from './packages';
import { findSeries, findVersion } from './version';

/** The Python a run runs in, read from files alone: nothing is executed. */
export interface PythonEnvironment {
  readonly language: 'python';
  /** Such as `3.11.7`; the series alone (`3.11`) when the rest is nowhere to be read. */
  readonly version: string | null;
  /** Path of the interpreter as it was started. */
  readonly interpreter: string;
  /** `sys.prefix`: the virtual environment, else the installation. */
  readonly prefix: string;
  /** Installed packages by canonical name. */
  readonly packages: Packages;
}

/** The Python environment of a process; null when it is no Python, or one in a container, whose files are not ours. */
export async function readPythonEnvironment(details: ProcessDetails): Promise<PythonEnvironment | null> {
  const { executable } = details;
  if (executable === null || !(await seesOurFiles(details.identity.pid))) return null;
  const mappings = process.platform === 'linux' ? ((await readText(`/proc/${details.identity.pid}/maps`)) ?? '') : '';
  const library = /\s(\/\S*\/libpython(\d+\.\d+t?)\S*)/.exec(mappings);
  if (!isPython(executable) && library === null) return null;
  const installation = await findInstallation(details, mappings);
  if (installation === null) return null;
  const program = library?.[1] ?? (await resolvePath(executable)) ?? executable;
  const series = library?.[2] ?? (await findSeries(installation, program));
  const folders = await packageFolders(installation, series, details.environment);
  return {
    language: 'python',
    version: await findVersion(installation, program, series),
    interpreter: installation.interpreter,
    prefix: installation.prefix,
    packages: await allPackages(installation.prefix, folders),
  };
}

/** Linux: a path names the same file for both only in the same mount namespace; one that cannot be read is taken for it. */
async function seesOurFiles(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const [own, other] = await Promise.all(
    ['self', pid].map((name) => readlink(`/proc/${name}/ns/mnt`).catch(() => null)),
  );
  return own === null || other === null || own === other;
}

async function allPackages(prefix: string, folders: readonly string[]): Promise<Packages> {
  const { python: _version, ...conda } = await readCondaPackages(prefix);
  return { ...conda, ...(await readPackages(folders)) };
}

/** The folders that `site` would put on the path, in its order, each once. */
async function packageFolders(
  { prefix, basePrefix, venv }: Installation,
  series: string | null,
  environment: ProcessDetails['environment'],
): Promise<string[]> {
  const folders = (environment['PYTHONPATH'] ?? '').split(process.platform === 'win32' ? ';' : ':').filter(isAbsolute);
  if (venv !== null) folders.push(...siteFolders(prefix, series));
  if (venv === null || venv.includesSystemPackages) {
    if (environment['PYTHONNOUSERSITE'] === undefined) folders.push(...userFolders(series, environment));
    if (basePrefix === '/usr') folders.push(...siteFolders('/usr/local', series));
    folders.push(...siteFolders(basePrefix, series));
  }
  const resolved = await Promise.all(folders.map(resolvePath));
  return [...new Set(resolved.filter((folder) => folder !== null))];
}

function siteFolders(prefix: string, series: string | null): string[] {
  if (process.platform === 'win32') return [join(prefix, 'Lib', 'site-packages')];
  const names = series === null ? [] : [`lib/python${series}`, `lib64/python${series}`, `lib/pypy${series}`];
  const folders = names.flatMap((name) => [join(prefix, name, 'site-packages'), join(prefix, name, 'dist-packages')]);
  return prefix === '/usr' ? [...folders, '/usr/lib/python3/dist-packages'] : folders;
}

function userFolders(series: string | null, environment: ProcessDetails['environment']): string[] {
  const home = environment['HOME'] ?? homedir();
  if (series === null) return [];
  if (process.platform === 'win32')
    return [join(home, 'AppData', 'Roaming', 'Python', `Python${series.replace('.', '')}`, 'site-packages')];
  const bases = [environment['PYTHONUSERBASE'] ?? join(home, '.local')];
  const framework = join(home, 'Library', 'Python', series, 'lib', 'python', 'site-packages');
  const folders = bases.map((base) => join(base, 'lib', `python${series}`, 'site-packages'));
  return process.platform === 'darwin' ? [...folders, framework] : folders;
}
