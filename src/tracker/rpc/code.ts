import { ModelTrailError } from '../../protocol/errors';
import { plural } from '../../protocol/format';
import {
  applySnapshot,
  diffTrees,
  readFileAt,
  readStamp,
  restoreBranch,
  restoreWorktree,
  undoRestore,
} from '../../git';
import { readRunCode, readRunInfo } from '../../runs';
import type { Services } from '../services';
import type { Handlers } from './handlers';

/** What Git can read as the run's code: its snapshot, else its commit. Throws `NO_CODE`. */
function revisionOf(services: Services, id: string): string {
  const info = readRunInfo(services.db, id);
  const code = readRunCode(services.db, info.row);
  const revision = code?.snapshot ?? code?.commit;
  if (revision) return revision;
  throw new ModelTrailError('NO_CODE', `The code of run ${info.name} was not recorded.`, {
    hint: code?.problem ?? 'Its folder was no Git repository when it started.',
  });
}

export const codeHandlers: Handlers<
  'runs/code' | 'runs/diff' | 'runs/file' | 'runs/restoreCode' | 'runs/undoRestoreCode'
> = {
  'runs/code': async ({ id }, { db, layout }, signal) => {
    const code = readRunCode(db, readRunInfo(db, id).row);
    const { stamp } = await readStamp(layout.folder, signal);
    return {
      files: [...(code?.files ?? [])],
      leftOut: [...(code?.leftOut ?? [])],
      problem: code?.problem ?? null,
      root: stamp?.repositoryRoot ?? null,
    };
  },
  'runs/diff': async ({ from, to, patch }, services, signal) => {
    const first = revisionOf(services, from);
    const second = to === null ? 'working-tree' : revisionOf(services, to);
    const { folder } = services.layout;
    const files = await diffTrees(folder, first, second, { patch, signal });
    const { stamp } = await readStamp(folder, signal);
    return {
      from: first,
      to: second,
      root: stamp?.repositoryRoot ?? folder,
      files: files.map(({ patch: text, ...file }) => ({ ...file, ...(text === null ? {} : { patch: text }) })),
    };
  },
  'runs/file': async ({ id, path, before }, services, signal) => {
    const code = readRunCode(services.db, readRunInfo(services.db, id).row);
    const revision = before ? code?.commit : revisionOf(services, id);
    if (!revision) return { base64: null };
    try {
      const bytes = await readFileAt(services.layout.folder, revision, path, { signal });
      return { base64: bytes.toString('base64') };
    } catch (error) {
      if (error instanceof ModelTrailError && error.code === 'FILE_NOT_FOUND') return { base64: null };
      throw error;
    }
  },
  'runs/restoreCode': async ({ id, mode, target }, services, signal) => {
    const { folder } = services.layout;
    const revision = revisionOf(services, id);
    if (mode === 'apply') {
      const { changed, skipped } = await applySnapshot(folder, revision, { signal });
      return { message: `${countFiles(changed)} now as in the run.${leftAlone(skipped)}` };
    }
    if (!target) throw new ModelTrailError('INVALID_VALUE', `Say which ${mode} to make.`);
    if (mode === 'worktree') return { message: await restoreWorktree(folder, revision, target, signal) };
    await restoreBranch(folder, revision, target, signal);
    return { message: target };
  },
  'runs/undoRestoreCode': async (_params, services, signal) => {
    const { changed, skipped, undo } = await undoRestore(services.layout.folder, signal);
    const kept = `What was undone is kept in refs/modeltrail/undone/${undo}.`;
    return { message: `${countFiles(changed)} as before the restore.${leftAlone(skipped)} ${kept}` };
  },
};

function countFiles({ length }: readonly unknown[]): string {
  return `${plural(length, 'file')} ${length === 1 ? 'is' : 'are'}`;
}

function leftAlone(skipped: readonly unknown[]): string {
  return skipped.length === 0 ? '' : ` ${countFiles(skipped)} left alone.`;
}
