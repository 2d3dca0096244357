import { ModelTrailError, toError } from '../../protocol/errors';
import type { RunInfo } from '../types';
import { applyLine, findOrMakeRun, type LineTarget } from './applyLine';
import { copyArtifact } from './copyArtifact';
import { readLine, type InboxLine } from './line';
import type { InboxPlace } from './place';
import type { RunKeys } from './runKeys';

/** How long the event loop may be held at once: a slice ends after the line that reaches it. */
const sliceMs = 8;

export interface Rejection {
  /** Index among the given lines. */
  readonly index: number;
  readonly reason: string;
}

export interface AppliedLines {
  /** How many of the lines were taken up, rejected and blank ones included. */
  readonly taken: number;
  readonly accepted: number;
  readonly rejections: readonly Rejection[];
  readonly created: readonly RunInfo[];
  /** What each key among the lines stands for. */
  readonly runs: ReadonlyMap<string, string>;
}

/** What became of a first line's artifact before the lines are applied. */
export interface Prepared {
  readonly created: RunInfo | null;
  readonly failure: string | null;
}

const nothing: Prepared = { created: null, failure: null };

/**
 * Brings the artifact of the first line into its run, which is made when need be. Done before the line counts as read, so
 * that a crash copies it again rather than never. Throws only what may pass, such as a full disk.
 */
export async function prepareFirst(place: InboxPlace, keys: RunKeys, bytes: Buffer | undefined): Promise<Prepared> {
  if (bytes?.includes('"artifact"') !== true) return nothing;
  let created: RunInfo | null = null;
  try {
    const line = readLine(bytes);
    if (line.artifact === null) return nothing;
    const target = toTarget(place, keys);
    const run = place.db.transaction(() => findOrMakeRun(target, line)).immediate();
    created = run.created;
    await copyArtifact(place, run.id, line.artifact);
    return { created, failure: null };
  } catch (error) {
    if (mayPass(error)) throw error;
    return { created, failure: toError(error).message };
  }
}

/** Applies lines in order until the time is up or the next has an artifact to copy; inside the caller's transaction. */
export function applyLines(
  place: InboxPlace,
  { lines, keys, first }: { readonly lines: readonly Buffer[]; readonly keys: RunKeys; readonly first: Prepared },
): AppliedLines {
  const end = performance.now() + sliceMs;
  const target = toTarget(place, keys);
  const created: RunInfo[] = first.created ? [first.created] : [];
  const runs = new Map<string, string>();
  const rejections: Rejection[] = [];
  let accepted = 0;
  let taken = 0;
  for (const bytes of lines) {
    if (taken > 0 && performance.now() > end) break;
    if (isBlank(bytes)) {
      taken += 1;
      continue;
    }
    try {
      if (taken === 0 && first.failure !== null) throw new ModelTrailError('INVALID_VALUE', first.failure);
      const line: InboxLine = readLine(bytes);
      if (taken > 0 && line.artifact !== null) break;
      const run = applyLine(target, line);
      if (run.created) created.push(run.created);
      runs.set(line.run, run.id);
      accepted += 1;
    } catch (error) {
      if (mayPass(error)) throw error;
      rejections.push({ index: taken, reason: toError(error).message });
    }
    taken += 1;
  }
  return { taken, accepted, rejections, created, runs };
}

function toTarget({ db, artifactRoot, now }: InboxPlace, keys: RunKeys): LineTarget {
  return { db, keys, artifactRoot, now: now() };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length < 64 && bytes.toString('latin1').trim() === '';
}

const passing = /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|READONLY|BUSY|LOCKED|NOMEM|CANTOPEN|PERM|INTERRUPT)/;

/** Whether the fault is the store's or the disk's, and not the line's: then the line is kept for later. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'DISK_FULL' || passing.test(String(error.code));
}
