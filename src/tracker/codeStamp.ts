import { toError } from '../protocol/errors';
import { pinnedData, readStamp, takeSnapshot, type NoRepositoryReason, type Stamp } from '../git';
import { readRun, writeRunCode, writeTag, type RunCode, type RunInfo } from '../runs';
import type { Services } from './services';

const reasons: Readonly<Record<NoRepositoryReason, string | null>> = {
  gitMissing: 'Git is not installed, so the code of this run was not recorded.',
  noRepository: null,
  noWorkTree: 'The Git repository here has no working tree.',
  untrusted: 'Git refuses this repository because another user owns it (safe.directory).',
};

/**
 * Ties a new run to its code: commit and branch before the reply to `runs/create`, as its tags show them; the snapshot of
 * the uncommitted tree afterwards, as it may take seconds. Neither ever fails the run.
 */
export async function stampRun(services: Services, run: RunInfo): Promise<void> {
  try {
    const { stamp, reason } = await readStamp(services.layout.folder);
    if (!stamp) {
      const problem = reasons[reason];
      if (problem !== null) writeRunCode(services.db, run.row, { ...noCode, problem });
      return;
    }
    addTags(services, run, {
      'mlflow.source.git.commit': stamp.commit,
      'mlflow.source.git.branch': stamp.branch,
      'mlflow.source.git.repoURL': stamp.remote,
    });
    writeRunCode(services.db, run.row, { ...noCode, ...toCode(stamp) });
    services.background(snapshotRun(services, run, stamp));
  } catch (error) {
    services.log(`The code of run ${run.id} was not recorded: ${toError(error).message}`);
    writeRunCode(services.db, run.row, { ...noCode, problem: toError(error).message });
  }
}

const noCode: RunCode = {
  commit: null,
  branch: null,
  dirty: null,
  repository: null,
  prefix: '',
  snapshot: null,
  tree: null,
  files: [],
  leftOut: [],
  data: [],
  problem: null,
};

function toCode(stamp: Stamp): Pick<RunCode, 'commit' | 'branch' | 'repository' | 'prefix'> {
  return { commit: stamp.commit, branch: stamp.branch, repository: stamp.remote, prefix: stamp.prefix };
}

async function snapshotRun(services: Services, run: RunInfo, stamp: Stamp): Promise<void> {
  const { folder } = services.layout;
  try {
    const snapshot = await takeSnapshot(folder, run.id, { signal: services.ending });
    const data = await pinnedData(folder, snapshot.commit, services.ending);
    writeRunCode(services.db, run.row, {
      ...noCode,
      ...toCode(stamp),
      dirty: snapshot.dirty,
      snapshot: snapshot.commit,
      tree: snapshot.tree,
      files: snapshot.changedFiles,
      leftOut: snapshot.leftOut,
      data: data.pins.map(({ path, digest, from }) => ({ path, digest, from })),
      problem: data.unreadable.map(({ path, reason }) => `${path}: ${reason}`).join(' ') || null,
    });
    addTags(services, run, { 'mlflow.source.git.dirty': String(snapshot.dirty) });
  } catch (error) {
    if (services.ending.aborted) return;
    services.log(`No snapshot for run ${run.id}: ${toError(error).message}`);
    writeRunCode(services.db, run.row, {
      ...noCode,
      ...toCode(stamp),
      problem: `No snapshot of the uncommitted files: ${toError(error).message}`,
    });
  }
  services.changes.run(run.id);
}

/** Adds tags that the client did not send itself. */
function addTags(services: Services, run: RunInfo, tags: Readonly<Record<string, string | null>>): void {
  const sent = new Set(readRun(services.db, run.id).tags.map((tag) => tag.key));
  for (const [key, value] of Object.entries(tags)) {
    if (value !== null && !sent.has(key)) writeTag(services.db, { row: run.row, key, value });
  }
}
