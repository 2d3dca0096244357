import { statSync } from 'node:fs';
import { version } from '../../protocol/version';
import { listActiveRuns } from '../../runs';
import { backupStore, checkIntegrity } from '../../store';
import { listBackups } from '../backupFiles';
import type { Services } from '../services';
import type { Handlers } from './handlers';

export const trackerHandlers: Handlers<'tracker/status' | 'tracker/check' | 'tracker/backup' | 'tracker/backups'> = {
  'tracker/status': (_params, services) => ({
    version,
    folder: services.layout.folder,
    store: services.store,
    storeBytes: sizeOf(services.store) + sizeOf(`${services.store}-wal`),
    pid: process.pid,
    startedAt: new Date(services.startedAt).toISOString(),
    activeRuns: countActiveRuns(services),
    windows: services.changes.listenerCount,
    damaged: services.health.damaged,
  }),
  'tracker/check': (_params, { db, health }) => {
    const problems = checkIntegrity(db);
    if (problems[0] !== undefined) health.markDamaged(problems[0]);
    return { problems: [...problems] };
  },
  'tracker/backup': async ({ file }, { db }) => {
    await backupStore(db, file);
    return { file };
  },
  'tracker/backups': (_params, { layout }) =>
    listBackups(layout).map(({ at, ...backup }) => ({ ...backup, at: new Date(at).toISOString() })),
};

/** Most of a young store is in its log; 0 for what is not there. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** A damaged store must not keep the tracker from saying that it is. */
function countActiveRuns({ db, health }: Services): number {
  try {
    return listActiveRuns(db).length;
  } catch (error) {
    const told = health.toError(error);
    if (health.damaged === null) throw told;
    return 0;
  }
}
