import { join } from 'node:path';
import { listNames, mapInBatches, modifiedAt, readText } from '../files';

/** Names in their canonical form (PEP 503: lower case, `-` between words) and versions as installed. */
export type Packages = Readonly<Record<string, string>>;

const foldersRemembered = 64;
const remembered = new Map<string, { readonly modified: number; readonly packages: Packages }>();

/** The packages of all folders together; of two with one name the earlier folder's, as Python's own search does. */
export async function readPackages(folders: readonly string[]): Promise<Packages> {
  const merged: Record<string, string> = {};
  for (const folder of folders.toReversed()) Object.assign(merged, await readFolder(folder));
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One `site-packages` folder; installing and removing change its time, so an unchanged one is read once. */
async function readFolder(folder: string): Promise<Packages> {
  const modified = await modifiedAt(folder);
  if (modified === null) return {};
  const known = remembered.get(folder);
  if (known?.modified === modified) return known.packages;
  const entries = await mapInBatches(await listNames(folder), 32, (name) => readEntry(folder, name));
  const packages = Object.fromEntries(entries.filter((entry) => entry !== null));
  remembered.delete(folder);
  remembered.set(folder, { modified, packages });
  const oldest = remembered.keys().next();
  if (remembered.size > foldersRemembered && oldest.done !== true) remembered.delete(oldest.value);
  return packages;
}

async function readEntry(folder: string, name: string): Promise<readonly [string, string] | null> {
  if (!/\.(dist|egg)-info$/.test(name) || name.startsWith('~')) return null;
  const fromName = parseInfoName(name);
  if (fromName !== null) return fromName;
  const texts = ['METADATA', 'PKG-INFO', '.'].map((file) => readText(join(folder, name, file)));
  return parseMetadata((await Promise.all(texts)).find((text) => text !== null) ?? '');
}

/** Name and version in `scikit_learn-1.5.0.dist-info` or `PyYAML-6.0-py3.11.egg-info`; null when no version is in it. */
export function parseInfoName(name: string): readonly [string, string] | null {
  const [, project, version] = /^(.+?)-(\d[^-]*)(?:-py[\d.]+)?(?:-[\w.]+)?\.(?:dist|egg)-info$/.exec(name) ?? [];
  return project === undefined || version === undefined ? null : [canonicalName(project), version];
}

/** Name and version in the head of a METADATA or PKG-INFO file. */
export function parseMetadata(text: string): readonly [string, string] | null {
  const [head = ''] = text.split(/\r?\n\r?\n/);
  const name = /^Name:\s*(\S+)/m.exec(head)?.[1];
  const version = /^Version:\s*(\S+)/m.exec(head)?.[1];
  return name === undefined || version === undefined ? null : [canonicalName(name), version];
}

/** What conda installed that pip does not see (CUDA, MKL, compilers), from the file names in `conda-meta`. */
export async function readCondaPackages(prefix: string): Promise<Packages> {
  const entries = (await listNames(join(prefix, 'conda-meta'))).flatMap((name) => {
    const [, project, version] = /^(.+)-([^-]+)-[^-]+\.json$/.exec(name) ?? [];
    return project === undefined || version === undefined ? [] : [[canonicalName(project), version] as const];
  });
  return Object.fromEntries(entries);
}

/** The canonical form of a project's name (PEP 503). */
export function canonicalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
