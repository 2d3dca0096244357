import { statSync } from 'node:fs';
import { version } from '../../protocol/version';
import { listActiveRuns } from '../../runs';
import { backupStore, checkIntegrity } from '../../store';
import type { Handlers } from './handlers';

export const trackerHandlers: Handlers<'tracker/status' | 'tracker/check' | 'tracker/backup'> = {
  'tracker/status': (_params, services) => ({
    version,
    folder: services.layout.folder,
    store: services.store,
    storeBytes: statSync(services.store).size,
    pid: process.pid,
    startedAt: new Date(services.startedAt).toISOString(),
    activeRuns: listActiveRuns(services.db).length,
    windows: services.changes.listenerCount,
  }),
  'tracker/check': (_params, { db }) => ({ problems: [...checkIntegrity(db)] }),
  'tracker/backup': async ({ file }, { db }) => {
    await backupStore(db, file);
    return { file };
  },
};
