import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { ModelTrailError } from '../../protocol/errors';
import { copyFolder, type FolderDigest, type Reading } from './readFiles';
import { toFileError, unsafe } from './refusals';

const draftPattern = /^\..+\.draft-[0-9a-f]{12}$/;
const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export interface VersionIds {
  readonly modelId: string;
  readonly versionId: string;
}

/** The registry's part of the artifacts, `registry/<model id>/<version id>`. */
export function registryFolder(artifacts: string): string {
  return join(artifacts, 'registry');
}

/** Where the copy of a version's files lies. Throws `UNSAFE_PATH` for ids that are no ULIDs: events of other clones bring them. */
export function versionFolder(artifacts: string, { modelId, versionId }: VersionIds): string {
  const odd = [modelId, versionId].find((id) => !ulidPattern.test(id));
  if (odd !== undefined) throw unsafe(odd, 'an id that is no ULID', 'Do not take over this version.');
  return join(registryFolder(artifacts), modelId, versionId);
}

/**
 * Copies a model folder to `to`, which is there whole or not at all: beside its place first, then renamed. Blocking, for
 * a worker thread. Throws `ALREADY_EXISTS`, what `copyFolder` throws, and `DISK_FULL`.
 */
export function copyWhole(folder: string, to: string, reading: Reading = {}): FolderDigest {
  if (existsSync(to)) throw taken(to);
  const draft = join(dirname(to), `.${basename(to)}.draft-${randomBytes(6).toString('hex')}`);
  try {
    mkdirSync(draft, { recursive: true });
    const digest = copyFolder(folder, draft, reading);
    renameSync(draft, to);
    return digest;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw existsSync(to) ? taken(to) : toFileError(error, to);
  }
}

/** Removes the copies that a crash left half done; for the start of the tracker, when none is under way. */
export function removeDrafts(artifacts: string): void {
  const root = registryFolder(artifacts);
  if (!existsSync(root)) return;
  for (const model of readdirSync(root, { withFileTypes: true })) {
    if (!model.isDirectory()) continue;
    for (const name of readdirSync(join(root, model.name))) {
      if (draftPattern.test(name)) rmSync(join(root, model.name, name), { recursive: true, force: true });
    }
  }
}

/** Removes the copy of a version's files; its number, events and digests stay. Silent where none is. */
export function removeCopy(artifacts: string, version: VersionIds): void {
  rmSync(versionFolder(artifacts, version), { recursive: true, force: true });
}

function taken(to: string): ModelTrailError {
  return new ModelTrailError('ALREADY_EXISTS', `${to} is there already.`, { hint: 'Register another version.' });
}
