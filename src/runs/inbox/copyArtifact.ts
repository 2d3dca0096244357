import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { ModelTrailError, toError } from '../../protocol/errors';
import { writeArtifact } from '../artifactFolder';
import { toLocalFolder } from '../artifactLocation';
import { checkArtifactName } from '../artifactPath';
import { readActiveRun } from '../lifecycle';
import { invalid } from '../limits';
import type { InboxPlace } from './place';

/**
 * Copies a file of the folder into a run. Throws `INVALID_VALUE` for a file outside of the folder (links followed), in
 * `.modeltrail/` (but for its inbox), or that is none, and what `writeArtifact` throws.
 */
export async function copyArtifact(
  place: InboxPlace,
  id: string,
  { path, file }: { readonly path: string; readonly file: string },
): Promise<void> {
  const { artifactUri } = readActiveRun(place.db, id);
  const root = toLocalFolder(artifactUri, place.artifactsFolder);
  if (root === null) throw invalid(`The artifacts of this run lie elsewhere: ${artifactUri}.`);
  checkArtifactName(path);
  const handle = await openInside(place, file);
  try {
    await writeArtifact(root, path, handle.createReadStream({ autoClose: false }));
  } finally {
    await handle.close();
  }
}

async function openInside({ layout }: InboxPlace, file: string) {
  const [folder, real] = await Promise.all([realpath(layout.folder), realOf(resolve(layout.folder, file), file)]);
  if (!isWithin(folder, real)) throw invalid(`The file '${file}' lies outside of the folder.`);
  const home = relative(layout.folder, layout.home);
  if (isWithin(join(folder, home), real) && !isWithin(join(folder, relative(layout.folder, layout.inbox)), real)) {
    throw invalid(`The file '${file}' is ModelTrail's own.`);
  }
  // Without blocking on a FIFO; the real path has no link left to follow.
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    (error: unknown) => {
      throw invalid(`The file '${file}' cannot be read: ${toError(error).message}.`);
    },
  );
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw invalid(`'${file}' is no file.`);
}

async function realOf(path: string, file: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw new ModelTrailError('INVALID_VALUE', `There is no file '${file}'.`, { cause: error });
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
