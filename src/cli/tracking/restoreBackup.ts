import { constants, existsSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ModelTrailError } from '../../protocol/errors';
import { layoutOf } from '../../protocol/layout';
import { oldNodeProblem } from '../../protocol/nodeApi';
import { defineCommand } from '../command';
import type { Context } from '../context';

/** SQLite's files beside a store in use; they belong to that one store. */
const companions = ['-wal', '-shm'] as const;

export const restoreBackup = defineCommand({
  about: 'Puts a backup in the place of the store, which is kept beside it. Refused while a tracker runs.',
  operands: ['FILE'],
  options: {},
  async run({ context, operands: [given = ''] }) {
    const file = resolve(given);
    if (!existsSync(file)) throw new ModelTrailError('FILE_NOT_FOUND', `There is no file ${file}.`);
    const problem = oldNodeProblem();
    if (problem !== null) throw new ModelTrailError('NODE_TOO_OLD', problem);
    const { lockFolder, prepareHome, readAddress } = await import('../../tracker/folder');
    const layout = layoutOf(context.folder);
    prepareHome(layout);
    const lock = lockFolder(layout);
    if (lock === null) {
      const owner = readAddress(layout);
      throw new ModelTrailError(
        'TRACKER_RUNNING',
        `A tracker serves ${layout.folder}; its store cannot be replaced now.`,
        {
          hint: `Close VS Code windows on this folder, end ${owner ? `process ${owner.pid}` : 'the tracker'}, and try again.`,
        },
      );
    }
    try {
      const kept = await replaceStore(file, layout.store, context);
      return context.reply({ store: layout.store, kept }, () =>
        kept === null ? `Restored ${layout.store}.` : `Restored ${layout.store}; the one before is ${kept}.`,
      );
    } finally {
      lock.release();
    }
  },
});

/** Checks a copy of the backup, then swaps it in. Returns where the old store is kept, null where there was none. */
async function replaceStore(backup: string, store: string, context: Context): Promise<string | null> {
  const draft = `${store}.restoring`;
  try {
    await removeStore(draft);
    await copyFile(backup, draft, constants.COPYFILE_FICLONE);
    await checkStore(draft, backup);
    const kept = existsSync(store) ? `${store}.before-restore-${stamp(context.now())}` : null;
    if (kept !== null) await moveStore(store, kept);
    await moveStore(draft, store);
    return kept;
  } finally {
    await removeStore(draft);
  }
}

/** Throws `STORE_DAMAGED` and `STORE_NEWER`, in words about the backup. */
async function checkStore(draft: string, backup: string): Promise<void> {
  const { checkIntegrity, openStore } = await import('../../store');
  const { migrations } = await import('../../tracker/migrations');
  let problems: readonly string[];
  try {
    const db = openStore(draft, { migrations });
    try {
      problems = checkIntegrity(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof ModelTrailError) || error.code !== 'STORE_DAMAGED') throw error;
    problems = [error.message];
  }
  if (problems.length === 0) return;
  throw new ModelTrailError('STORE_DAMAGED', `The backup ${backup} is damaged; the store was not changed.`, {
    hint: 'Restore another backup.',
  });
}

async function moveStore(from: string, to: string): Promise<void> {
  for (const suffix of companions) if (existsSync(from + suffix)) await rename(from + suffix, to + suffix);
  await rename(from, to);
}

async function removeStore(file: string): Promise<void> {
  for (const suffix of ['', ...companions]) await rm(file + suffix, { force: true });
}

/** `2026-11-24T10-00-00-000Z`: a time that every file system takes in a name. */
function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[:.]/g, '-');
}
