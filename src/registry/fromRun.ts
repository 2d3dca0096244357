import { existsSync } from 'node:fs';
import { invalid, joinUri, readLoggedModelInfo, readRun, readRunInfo, toLocalFolder } from '../runs';
import type { Db } from '../store';
import type { NewVersion } from './versions';

/** Where clients before 3.x put a model, and where most scripts still do. */
const usualPath = 'model';

/**
 * What to register of a run: the files at `artifactPath`; without one the model that the run logged, else its folder
 * `model`. Throws `INVALID_VALUE` when the run has no such files, or logged several models.
 */
export function sourceOfRun(
  db: Db,
  {
    runId,
    artifactPath,
    artifactsFolder,
  }: { runId: string; artifactPath?: string | undefined; artifactsFolder: string },
): Pick<NewVersion, 'source' | 'runId' | 'loggedModelId'> {
  const logged = artifactPath === undefined ? readRun(db, runId).modelOutputs.map(({ modelId }) => modelId) : [];
  const [only, another] = new Set(logged);
  if (another !== undefined) {
    const names = logged.map((id) => readLoggedModelInfo(db, id).name).join(', ');
    throw invalid(`The run logged several models: ${names}.`, 'Say which files to register with --artifact-path.');
  }
  if (only !== undefined) return { source: `models:/${only}`, runId, loggedModelId: only };
  const { artifactUri, name } = readRunInfo(db, runId);
  const path = (artifactPath ?? usualPath).replace(/\/+$/, '');
  const folder = toLocalFolder(joinUri(artifactUri, path), artifactsFolder);
  if (folder !== null && !existsSync(folder)) {
    throw invalid(`Run ${name} has no artifacts at '${path}'.`, 'List them with "modeltrail artifacts list".');
  }
  return { source: `runs:/${runId}/${path}`, runId, loggedModelId: undefined };
}
