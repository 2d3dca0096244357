import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listNames, modifiedAt, readText, resolvePath } from '../files';
import type { Installation } from './interpreter';

const series = /(\d+\.\d+)t?/;
const chunkBytes = 1024 * 1024;
const overlapBytes = 64;
const versions = new Map<string, string | null>();

/** The series that names folders, `3.11` or `3.13t`, from the file name, the environment's file or the `lib` folder. */
export async function findSeries(installation: Installation, executable: string): Promise<string | null> {
  const named = /^(?:python|pypy)w?(\d+\.\d+t?)/i.exec(basename(executable))?.[1];
  if (named !== undefined) return named;
  const stated = series.exec(installation.venv?.version ?? '')?.[1] ?? /\/Versions\/(\d+\.\d+)\//.exec(executable)?.[1];
  if (stated !== undefined) return stated;
  const names = await listNames(join(installation.basePrefix, 'lib'));
  const folders = names.flatMap((name) => /^(?:python|pypy)(\d+\.\d+t?)$/.exec(name)?.[1] ?? []);
  const libraries = (await listNames(dirname(executable))).flatMap(
    (name) => /^python(\d)(\d+)\.dll$/i.exec(name) ?? [],
  );
  const [, major, minor] = libraries;
  return (folders.length === 1 ? folders[0] : undefined) ?? (minor === undefined ? null : `${major}.${minor}`);
}

/**
 * Full version such as `3.11.7`: from the header of the installation, else from the version text inside the program,
 * else from `pyvenv.cfg` (which keeps the version it was made with) or the path; at worst the series alone.
 */
export async function findVersion(
  installation: Installation,
  executable: string,
  pythonSeries: string | null,
): Promise<string | null> {
  if (pythonSeries === null) return installation.venv?.version ?? null;
  const { basePrefix } = installation;
  for (const folder of [`include/python${pythonSeries}`, `include/python${pythonSeries}m`, 'include']) {
    const header = await readText(join(basePrefix, folder, 'patchlevel.h'));
    const version = /#define\s+PY_VERSION\s+"([\w.+]+)"/.exec(header ?? '')?.[1];
    if (version !== undefined) return version;
  }
  const number = pythonSeries.replace(/t$/, '');
  const written = await readEmbeddedVersion(executable, number);
  const inPath = executable.split(/[\\/-]/).find((part) => part.startsWith(`${number}.`) && /^[\d.]+$/.test(part));
  return written ?? installation.venv?.version ?? inPath ?? number;
}

/** CPython keeps its version as a text of its own in the binary; found in about 5 ms a time and once per program. */
async function readEmbeddedVersion(executable: string, number: string): Promise<string | null> {
  const path = (await resolvePath(executable)) ?? executable;
  const key = `${path}\0${await modifiedAt(path)}`;
  const known = versions.get(key);
  if (known !== undefined) return known;
  const version = await scanForVersion(path, number).catch(() => null);
  versions.set(key, version);
  return version;
}

async function scanForVersion(path: string, number: string): Promise<string | null> {
  const start = Buffer.from(`\0${number}.`, 'latin1');
  await using file = await open(path);
  const chunk = Buffer.alloc(chunkBytes);
  for (let position = 0; ; position += chunkBytes - overlapBytes) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
    const bytes = chunk.subarray(0, bytesRead);
    for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) {
      const text = bytes.toString('latin1', at + 1, at + overlapBytes);
      const version = /^(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?\+?)\0/.exec(text)?.[1];
      if (version !== undefined) return version;
    }
    if (bytesRead < chunkBytes) return null;
  }
}
