import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { ModelTrailError } from '../../protocol/errors';
import { checkArtifactPath, hasParentSegment } from '../../runs';
import { unsafe } from './refusals';

/** The folders that a model may come from, and ModelTrail's own, which holds the token and the store. */
export interface Grounds {
  readonly workspace: string;
  readonly artifacts: string;
  readonly home: string;
}

/**
 * The real path of a folder that may be registered, links followed. Throws `UNSAFE_PATH` for one that lies neither in
 * the workspace folder nor among the artifacts, or that holds ModelTrail's own files; `INVALID_VALUE` for no folder.
 */
export function locateModelFolder(path: string, grounds: Grounds): string {
  if (hasParentSegment(path)) throw unsafe(path, "a path with '..'", 'Name the folder itself.');
  const real = realOf(path);
  if (real === null || !statSync(real).isDirectory()) {
    throw new ModelTrailError('INVALID_VALUE', `There is no folder ${path}.`, {
      hint: 'Choose the folder that the training wrote the model to.',
    });
  }
  const [workspace, artifacts, home] = [grounds.workspace, grounds.artifacts, grounds.home].map(realOf);
  if (isWithin(artifacts, real)) return real;
  if (!isWithin(workspace, real)) {
    throw unsafe(
      path,
      'outside of the workspace folder',
      'Move it into the workspace folder, or register a link to it.',
    );
  }
  if (isWithin(home, real) || (home && isWithin(real, home))) {
    throw unsafe(path, "a folder with ModelTrail's own files", 'Choose the folder of the model alone.');
  }
  return real;
}

/** Checks a path within a run's artifacts and gives it without empty segments. Throws `UNSAFE_PATH`. */
export function checkModelPath(path: string): string {
  try {
    return checkArtifactPath(path);
  } catch {
    throw unsafe(
      path === '' ? "''" : path,
      'a path that leads out',
      'Give a path relative to the artifacts of the run.',
    );
  }
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null; // Not there.
  }
}

function isWithin(base: string | null | undefined, path: string): boolean {
  if (!base) return false;
  const way = relative(base, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
