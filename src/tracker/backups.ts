import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toError } from '../protocol/errors';
import { backupStore } from '../store';
import { listBackups } from './backupFiles';
import type { Services } from './services';

/** After the start, when the window that wanted the tracker has what it asked for first. */
const firstMs = 60_000;
const roundMs = 3600_000;
const keptBackups = 3;

/** Makes a backup each day in which the store changed, until the tracker ends. */
export async function keepBackups(services: Services): Promise<void> {
  for (let wait = firstMs; ; wait = roundMs) {
    await pause(wait, undefined, { signal: services.ending, ref: false });
    try {
      await backUpToday(services);
    } catch (error) {
      services.health.toError(error);
      services.log(`No backup of the store was made: ${toError(error).message}`);
    }
  }
}

/**
 * Copies the store to `backups/store-YYYY-MM-DD.db` unless today's is there, nothing changed since the last, or it is
 * damaged: a damaged copy must not push out a good one. Returns the file, or null when there was nothing to do.
 */
export async function backUpToday({ db, store, layout, now, health }: Services): Promise<string | null> {
  const file = join(layout.backups, `store-${new Date(now()).toISOString().slice(0, 10)}.db`);
  const last = listBackups(layout)[0];
  if (health.damaged !== null || existsSync(file) || (last !== undefined && last.at > changedAt(store))) return null;
  mkdirSync(layout.backups, { recursive: true });
  const draft = `${file}.part`;
  try {
    await backupStore(db, draft);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  for (const { file: old } of listBackups(layout).slice(keptBackups)) rmSync(old);
  return file;
}

/** The store or its log, whichever was written last. */
function changedAt(store: string): number {
  const times = [store, `${store}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}
