import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { ModelTrailError, toError } from '../protocol/errors';
import { toFolderError } from '../protocol/folderError';
import type { Layout } from '../protocol/layout';
import { savedView, type SavedView } from '../protocol/table';

/** What a file holds: `version` lets a later ModelTrail know what it reads. */
const viewFile = savedView.omit({ shared: true }).extend({ version: z.literal(1) });

type ViewName = Pick<SavedView, 'name' | 'shared'>;

interface FoundView {
  readonly file: string;
  readonly view: SavedView;
}

/** Saved views of a folder by name, those of the team and one's own; a file that is none becomes a problem in words. */
export async function listViews(layout: Layout): Promise<{ views: SavedView[]; problems: string[] }> {
  const [team, own] = await Promise.all([readFolder(layout, true), readFolder(layout, false)]);
  const views = [...team.found, ...own.found].map(({ view }) => view);
  return {
    views: views.sort((one, other) => one.name.localeCompare(other.name) || Number(other.shared) - Number(one.shared)),
    problems: [...team.problems, ...own.problems],
  };
}

/** Writes the view whole or not at all, over the one of its name and kind; returns the file. */
export async function saveView(layout: Layout, { shared, ...view }: SavedView): Promise<string> {
  const folder = folderOf(layout, shared);
  const file = (await findFile(layout, { name: view.name, shared })) ?? (await freeFile(folder, view.name));
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, `${JSON.stringify({ version: 1, ...view }, null, 2)}\n`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // What stopped the writing is told.
    throw toFolderError(error, { folder: layout.folder, path: file });
  }
  return file;
}

/** Removes the file of a view. Throws `VIEW_NOT_FOUND`. */
export async function deleteView(layout: Layout, view: ViewName): Promise<void> {
  const file = await findFile(layout, view);
  if (file === null) {
    throw new ModelTrailError('VIEW_NOT_FOUND', `There is no saved view '${view.name}'.`, {
      hint: 'It may have been renamed or deleted in its file.',
    });
  }
  try {
    await rm(file);
  } catch (error) {
    throw toFolderError(error, { folder: layout.folder, path: file });
  }
}

function folderOf({ views, localViews }: Layout, shared: boolean): string {
  return shared ? views : localViews;
}

/** The name inside rules: a file that was renamed, or copied from elsewhere, is still the view it says it is. */
async function findFile(layout: Layout, { name, shared }: ViewName): Promise<string | null> {
  const { found } = await readFolder(layout, shared);
  return found.find(({ view }) => view.name === name)?.file ?? null;
}

async function readFolder(
  layout: Layout,
  shared: boolean,
): Promise<{ found: readonly FoundView[]; problems: readonly string[] }> {
  const folder = folderOf(layout, shared);
  const found: FoundView[] = [];
  const problems: string[] = [];
  for (const name of await namesIn(folder)) {
    if (!name.endsWith('.json')) continue;
    const file = join(folder, name);
    const shown = relative(layout.folder, file).split(sep).join('/');
    try {
      const { version: _, ...view } = parseView(await readFile(file, 'utf8'));
      if (found.some((other) => other.view.name === view.name)) {
        problems.push(`${shown} is left out: another file holds a view named '${view.name}' too.`);
      } else found.push({ file, view: { ...view, shared } });
    } catch (error) {
      problems.push(`${shown} is no saved view: ${toError(error).message}`);
    }
  }
  return { found, problems };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return []; // Made with the first view.
  }
}

function parseView(text: string): z.output<typeof viewFile> {
  if (/^(<{7} |={7}$|>{7} )/m.test(text)) {
    throw new Error('it holds the marks of a merge conflict. Resolve it, then open Views again.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON (${toError(error).message}).`, { cause: error });
  }
  const parsed = viewFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Error(`${where === '' ? '' : `'${where}': `}${issue?.message ?? 'it lacks what a view needs'}.`);
}

/** A file name that every system takes, and that no other file has. */
async function freeFile(folder: string, name: string): Promise<string> {
  const stem = safeStem(name);
  const taken = new Set((await namesIn(folder)).map((other) => other.toLowerCase()));
  let file = `${stem}.json`;
  for (let number = 2; taken.has(file.toLowerCase()); number += 1) file = `${stem}-${number}.json`;
  return join(folder, file);
}

/** With four bytes a character, a draft's name stays below the 255 that file systems take. */
const longestStem = 50;
// Names that Windows keeps for devices, whatever ending they have.
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

function safeStem(name: string): string {
  const characters = Array.from(name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-'));
  const stem = characters
    .slice(0, longestStem)
    .join('')
    .replace(/^[-.]+|[-.]+$/g, '');
  return stem === '' || reserved.test(stem) ? `view-${stem}`.replace(/-$/, '') : stem;
}
