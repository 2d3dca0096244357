import { join } from 'node:path';

/** Where things lie in a workspace folder: one list, so that tracker, editor and command line agree. */
export function layoutOf(folder: string) {
  const home = join(folder, '.modeltrail');
  return {
    folder,
    home,
    store: join(home, 'store.db'),
    artifacts: join(home, 'artifacts'),
    inbox: join(home, 'inbox'),
    token: join(home, 'token'),
    /** Held by SQLite's own file lock while a tracker runs, so that a killed tracker leaves no stale lock. */
    lock: join(home, 'tracker.lock'),
    /** Who serves this folder, as JSON of {@link TrackerAddress}; kept after the end so that the port stays. */
    address: join(home, 'tracker.json'),
    log: join(home, 'tracker.log'),
    backups: join(home, 'backups'),
    /** Saved views of the run table: those of the team, which go into Git, and one's own. */
    views: join(home, 'views'),
    localViews: join(home, 'local', 'views'),
    /** The newest head of the registry's audit log, outside of the store. */
    auditHead: join(home, 'audit-head.json'),
    gitignore: join(home, '.gitignore'),
  } as const;
}

export type Layout = ReturnType<typeof layoutOf>;

/** Tag by which a run says that its code lies in another worktree of the folder's repository; an absolute path. */
export const codeFolderTag = 'modeltrail.codeFolder';
