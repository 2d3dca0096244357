import { setImmediate } from 'node:timers/promises';
import { toError } from '../../protocol/errors';
import type { Db } from '../../store';
import { summarised } from '../journal/words';
import { measure, ownFolder, removeFolder, type Place } from './folders';
import { mark, readMarked, removeLeftovers, removeRows, unmark, type TrashedRun } from './rows';

export interface Emptying {
  readonly db: Db;
  /** The folder behind `mlflow-artifacts:`; nothing outside it is removed. */
  readonly artifactsFolder: string;
  /** Lets go of the code that Git keeps for runs. */
  readonly dropCode: (ids: readonly string[]) => Promise<void>;
  /** The end of the tracker: what is left then is deleted by the next one. */
  readonly ending: AbortSignal;
}

export interface Emptied {
  readonly runs: number;
  readonly artifactBytes: number;
  /** What stays, and why: a sentence each. */
  readonly kept: readonly string[];
}

interface Wanted {
  readonly runs: readonly TrashedRun[];
  /** Whether experiments in the Trash that have no runs any more go as well. */
  readonly experiments: boolean;
  /** Ends the work early: runs that were not reached stay in the Trash. */
  readonly signal: AbortSignal;
}

/** Runs between two calls of Git. */
const batch = 200;

/**
 * Deletes runs of the Trash for good. They are marked first and their rows go last, so that what a crash leaves half done is
 * finished by {@link finishEmptying}; no other run is touched at any time.
 */
export async function emptyTrash(emptying: Emptying, { runs, experiments, signal }: Wanted): Promise<Emptied> {
  mark(
    emptying.db,
    runs.map(({ row }) => row),
  );
  const emptied = await removeMarked(emptying, runs, signal);
  removeLeftovers(emptying.db, { experiments });
  return emptied;
}

/** Goes on with what was marked when the tracker ended. */
export async function finishEmptying(emptying: Emptying): Promise<Emptied> {
  const marked = readMarked(emptying.db);
  const emptied = await removeMarked(emptying, marked, null);
  if (marked.length > 0) removeLeftovers(emptying.db, { experiments: false });
  return emptied;
}

async function removeMarked(
  emptying: Emptying,
  runs: readonly TrashedRun[],
  signal: AbortSignal | null,
): Promise<Emptied> {
  const { db, dropCode, ending } = emptying;
  const kept: string[] = [];
  let removed = 0;
  let artifactBytes = 0;
  for (let at = 0; at < runs.length; at += batch) {
    const some = runs.slice(at, at + batch);
    if (!signal?.aborted) await dropCode(some.filter(({ hasCode }) => hasCode).map(({ id }) => id));
    for (const run of some) {
      ending.throwIfAborted();
      if (signal?.aborted) {
        unmark(db, run.row);
        continue;
      }
      try {
        for (const place of [run.artifacts, ...run.models]) {
          const { bytes, note } = await removeFiles(emptying, run, place);
          artifactBytes += bytes;
          if (note) kept.push(note);
        }
      } catch (error) {
        unmark(db, run.row);
        kept.push(`Run ${run.name} stays: its files cannot be removed (${toError(error).message}).`);
        continue;
      }
      await removeRows(db, run);
      removed += 1;
      await setImmediate();
    }
  }
  return { runs: removed, artifactBytes, kept: summarised(kept) };
}

async function removeFiles(
  { artifactsFolder }: Emptying,
  run: TrashedRun,
  place: Place,
): Promise<{ readonly bytes: number; readonly note: string | null }> {
  const folder = await ownFolder(place, artifactsFolder);
  if (folder === null) return { bytes: 0, note: `Files of run ${run.name} stay at ${place.uri}.` };
  const { bytes } = await measure(folder);
  await removeFolder(folder, place.id);
  return { bytes, note: null };
}
