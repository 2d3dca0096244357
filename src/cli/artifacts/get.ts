import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ModelTrailError } from '../../protocol/errors';
import type { TrackerClient } from '../../client';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { exitCode, misuse } from '../failure';
import { resolveRun } from '../runs/resolve';
import { plural, formatBytes } from '../../protocol/format';

export const get = defineCommand({
  about: 'Fetches a file or a folder of a run. An existing file is never overwritten.',
  operands: ['RUN', 'PATH'],
  options: { output: { type: 'string', value: 'FILE', help: 'Where to; - for stdout; default: its name, here' } },
  async run({ context, operands: [name, given = ''], values: { output } }) {
    const path = posix.normalize(given).replace(/\/$/, '');
    const tracker = await context.tracker();
    const id = await resolveRun(tracker, name, context);
    const files = await listFiles(tracker, id, path, context);
    if (output === '-') return toStdout(tracker, id, files, context);
    const target = resolve(output ?? basename(path));
    if (existsSync(target)) {
      throw new ModelTrailError('FILE_EXISTS', `${target} exists already.`, { hint: 'Choose another with --output.' });
    }
    const sizeBytes = await copyAll(tracker, id, { path, files, target }, context);
    return context.reply(
      { runId: id, path, file: target, files: files.length, sizeBytes },
      () => `Wrote ${target} (${plural(files.length, 'file')}, ${formatBytes(sizeBytes)}).`,
    );
  },
});

/** The paths of all files at or below `path`. Throws `ARTIFACT_NOT_FOUND`. */
async function listFiles(tracker: TrackerClient, id: string, path: string, context: Context): Promise<string[]> {
  const { signal } = context;
  const parent = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  const { files, root } = await tracker.ask('artifacts/list', { id, path: parent }, { signal });
  const entry = files.find((file) => file.path === path);
  if (entry === undefined) {
    throw new ModelTrailError('ARTIFACT_NOT_FOUND', `The run has no artifact '${path}'.`, {
      hint: `It has its artifacts at ${root}.`,
    });
  }
  if (!entry.isDir) return [path];
  const found: string[] = [];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inside = await tracker.ask('artifacts/list', { id, path: folder }, { signal });
    for (const file of inside.files) (file.isDir ? folders : found).push(file.path);
  }
  return found;
}

async function locate(tracker: TrackerClient, id: string, path: string, { signal }: Context): Promise<string> {
  const { file } = await tracker.ask('artifacts/locate', { id, path }, { signal });
  if (file !== null) return file;
  throw new ModelTrailError('ARTIFACT_ELSEWHERE', `'${path}' does not lie on this machine.`, {
    hint: 'Fetch it with the tool of the store that holds it; "artifacts list" prints its address.',
  });
}

async function toStdout(
  tracker: TrackerClient,
  id: string,
  [path, ...others]: readonly string[],
  context: Context,
): Promise<number> {
  if (path === undefined || others.length > 0) throw misuse('A folder cannot go to stdout.', 'artifacts get');
  if (context.json) throw misuse('With --json, --output must name a file.', 'artifacts get');
  const { signal } = context;
  await pipeline(createReadStream(await locate(tracker, id, path, context)), process.stdout, { signal, end: false });
  return exitCode.done;
}

/** Copies beside the target first, so that a broken copy never stands in for the whole. Returns the bytes. */
async function copyAll(
  tracker: TrackerClient,
  id: string,
  { path, files, target }: { readonly path: string; readonly files: readonly string[]; readonly target: string },
  context: Context,
): Promise<number> {
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(`${target}.part-`);
  let bytes = 0;
  try {
    for (const file of files) {
      context.signal.throwIfAborted();
      const copy = join(draft, 'whole', file.slice(path.length));
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(await locate(tracker, id, file, context), copy);
      bytes += (await stat(copy)).size;
    }
    await rename(join(draft, 'whole'), target);
    return bytes;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
