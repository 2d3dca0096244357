import { setImmediate } from 'node:timers/promises';
import type { Db } from '../../store';
import { measure, ownFolder } from './folders';
import { readTrash } from './rows';

/** Files looked at: about a second. */
const mostFiles = 50_000;

/** What the Trash holds; `complete` is false when there were too many files to add all up. */
export async function summariseTrash(
  db: Db,
  { artifactsFolder, ids, signal }: { artifactsFolder: string; ids: readonly string[] | null; signal: AbortSignal },
): Promise<{ readonly runs: number; readonly artifactBytes: number; readonly complete: boolean }> {
  const runs = readTrash(db, ids);
  let artifactBytes = 0;
  let left = mostFiles;
  for (const place of runs.flatMap(({ artifacts, models }) => [artifacts, ...models])) {
    if (left <= 0) break;
    const folder = await ownFolder(place, artifactsFolder);
    if (folder === null) continue;
    const { bytes, files } = await measure(folder, left, signal);
    artifactBytes += bytes;
    // An empty place is work too.
    left -= files + 1;
    await setImmediate();
  }
  return { runs: runs.length, artifactBytes, complete: left > 0 };
}
