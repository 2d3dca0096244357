import {
  checkArtifactPath,
  listArtifacts,
  readLoggedModelInfo,
  readRunInfo,
  toLocalFolder,
  type ArtifactEntry,
} from '../../runs';
import { ModelTrailError } from '../../protocol/errors';
import type { Services } from '../services';
import { modelIdOf } from './loggedModels';
import type { MlflowRoute } from './routes';
import { requiredRunId } from './runs';

/** A file as the REST API shows it. */
export function renderEntry({ path, isFolder, size }: ArtifactEntry): object {
  return { path, is_dir: isFolder, ...(size === null ? {} : { file_size: size }) };
}

/** The folder of an artifact URI. Throws `INVALID_VALUE` where its files do not lie on this machine. */
export function folderOf(services: Services, uri: string): string {
  const folder = toLocalFolder(uri, services.artifactsFolder);
  if (folder !== null) return folder;
  throw new ModelTrailError('INVALID_VALUE', `The artifacts at '${uri}' are not on this machine.`, {
    hint: 'Open them with the tools of that store.',
  });
}

async function list(services: Services, uri: string, path: string): Promise<object> {
  const entries = await listArtifacts(folderOf(services, uri), path);
  return { root_uri: uri, ...(entries.length === 0 ? {} : { files: entries.map(renderEntry) }) };
}

export const artifactListRoutes: readonly MlflowRoute[] = [
  {
    method: 'GET',
    path: 'artifacts/list',
    handle: ({ fields, services }) => {
      const path = checkArtifactPath(fields.text('path') ?? '');
      return list(services, readRunInfo(services.db, requiredRunId(fields)).artifactUri, path);
    },
  },
  {
    method: 'GET',
    path: 'logged-models/:model_id/artifacts/directories',
    handle: (call) => {
      const path = checkArtifactPath(call.fields.text('artifact_directory_path') ?? '');
      return list(call.services, readLoggedModelInfo(call.services.db, modelIdOf(call)).artifactUri, path);
    },
  },
];
