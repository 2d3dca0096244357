import { setTimeout as pause } from 'node:timers/promises';
import { isAbsolute } from 'node:path';
import { toError } from '../protocol/errors';
import { codeFolderTag } from '../protocol/layout';
import { pinnedData, readStamp, shareRepository, takeSnapshot, type NoRepositoryReason, type Stamp } from '../git';
import { readRun, writeRunCode, writeTag, type RunCode, type RunInfo } from '../runs';
import type { Services } from './services';

const reasons: Readonly<Record<NoRepositoryReason, string | null>> = {
  gitMissing: 'Git is not installed, so the code of this run was not recorded.',
  noRepository: null,
  noWorkTree: 'The Git repository here has no working tree.',
  untrusted: 'Git refuses this repository because another user owns it (safe.directory).',
};

/** Snapshots of one folder, one after another: a sweep that starts fifty runs must not start fifty scans of the tree. */
const queues = new WeakMap<Services, Promise<void>>();

/** Longest wait of a reply for commit and branch, which take some 10 ms: on a machine that is busy they follow it. */
const patienceMs = 200;

/**
 * Ties a new run to its code: commit and branch before the reply to `runs/create`, as its tags show them; the snapshot of
 * the uncommitted tree afterwards, as it may take seconds. Neither ever fails the run.
 */
export async function stampRun(services: Services, run: RunInfo): Promise<void> {
  const stamped = stamp(services, run);
  services.background(stamped);
  await Promise.race([stamped.catch(() => undefined), pause(patienceMs, undefined, { ref: false })]);
}

async function stamp(services: Services, run: RunInfo): Promise<void> {
  try {
    const folder = await codeFolder(services, run);
    const { stamp: found, reason } = await readStamp(folder);
    if (!found) {
      const problem = reasons[reason];
      if (problem !== null) writeRunCode(services.db, run.row, { ...noCode, problem });
      return;
    }
    addTags(services, run, {
      'mlflow.source.git.commit': found.commit,
      'mlflow.source.git.branch': found.branch,
    });
    writeRunCode(services.db, run.row, { ...noCode, ...toCode(found) });
    const turn = (queues.get(services) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => snapshotRun(services, run, { folder, stamp: found }));
    queues.set(services, turn);
    services.background(turn);
  } catch (error) {
    services.log(`The code of run ${run.id} was not recorded: ${toError(error).message}`);
    writeRunCode(services.db, run.row, { ...noCode, problem: toError(error).message });
  }
}

/** The workspace folder, unless the run says that it works in another worktree of the same repository. */
async function codeFolder(services: Services, run: RunInfo): Promise<string> {
  const { folder } = services.layout;
  const named = readRun(services.db, run.id).tags.find(({ key }) => key === codeFolderTag)?.value;
  if (named === undefined || !isAbsolute(named)) return folder;
  // A folder that is gone, or that is no repository, is none of ours.
  const isOurs = await shareRepository(folder, named).catch(() => false);
  return isOurs ? named : folder;
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

async function snapshotRun(
  services: Services,
  run: RunInfo,
  { folder, stamp }: { readonly folder: string; readonly stamp: Stamp },
): Promise<void> {
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
