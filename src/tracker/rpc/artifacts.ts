import { join } from 'node:path';
import { listArtifacts, openArtifact, readRunInfo, toLocalFolder } from '../../runs';
import type { Services } from '../services';
import type { Handlers } from './handlers';

function folderOf(services: Services, id: string): { uri: string; folder: string | null } {
  const { artifactUri } = readRunInfo(services.db, id);
  return { uri: artifactUri, folder: toLocalFolder(artifactUri, services.artifactsFolder) };
}

export const artifactHandlers: Handlers<'artifacts/list' | 'artifacts/locate'> = {
  'artifacts/list': async ({ id, path }, services) => {
    const { uri, folder } = folderOf(services, id);
    const found = folder === null ? [] : await listArtifacts(folder, path);
    return {
      root: uri,
      files: found.map((entry) => ({ path: entry.path, isDir: entry.isFolder, bytes: entry.size })),
    };
  },
  'artifacts/locate': async ({ id, path }, services) => {
    const { folder } = folderOf(services, id);
    if (folder === null) return { file: null };
    // Opening checks that the file is there and that no link leads out of the run's folder.
    const { handle } = await openArtifact(folder, path);
    await handle.close();
    return { file: join(folder, path) };
  },
};
