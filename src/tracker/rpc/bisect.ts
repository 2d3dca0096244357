import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ModelTrailError } from '../../protocol/errors';
import type { RunDocument } from '../../protocol/run';
import type { BisectCommit } from '../../protocol/staleness';
import { compareTrees, firstParentLine, openWorktree, type TreeComparison } from '../../git';
import {
  chooseNext,
  listRunsAt,
  listWitnesses,
  rankSuspects,
  readExperiment,
  readRunCodes,
  readRunInfo,
  sharedPrimary,
  toRunDocuments,
  type FileDifferences,
  type Measured,
  type RunCode,
} from '../../runs';
import type { Services } from '../services';
import type { Handlers } from './handlers';

export const bisectHandlers: Handlers<'runs/bisect' | 'code/openCommit'> = {
  'runs/bisect': async ({ good: goodId, bad: badId, metric: asked }, services, signal) => {
    if (goodId === badId) throw new ModelTrailError('INVALID_VALUE', 'A run is compared with another run.');
    const { db } = services;
    const infos = [readRunInfo(db, goodId), readRunInfo(db, badId)];
    const experimentIds = [...new Set(infos.map(({ experimentId }) => experimentId))];
    const metric = asked ?? sharedPrimary(experimentIds.map((id) => readExperiment(db, id)))?.key ?? null;
    const witnesses = metric === null ? [] : listWitnesses(db, { experimentIds, metric, except: [goodId, badId] });
    const rows = [...infos.map(({ row }) => row), ...witnesses];
    const [good, bad, ...others] = measure(services, rows, metric);
    if (!good || !bad) throw new Error('unreachable: both runs were just read');
    const files = await compareFiles(services, { rows, runs: [good, bad, ...others] }, signal);
    const line = await readLine(services, { good, bad, experimentIds, metric }, signal);
    // A program that ended at once may not have been described.
    const process = bad.run.process ?? good.run.process;
    return {
      metric,
      good: toEnd(good),
      bad: toEnd(bad),
      suspects: rankSuspects({ good, bad, others, files }),
      ...line,
      ...chooseNext(line.commits, { good: toEnd(good), bad: toEnd(bad) }),
      commandLine: process && process.commandLine.length > 0 ? process.commandLine : null,
      commandFolder: await pathInside(services.layout.folder, process?.workingDirectory ?? null),
    };
  },

  'code/openCommit': async ({ commit }, { layout }, signal) => {
    const { root, prefix } = await openWorktree(layout.folder, commit, signal);
    const folder = join(root, prefix);
    // The workspace folder may be younger than the commit.
    return { root, folder: (await isFolder(folder)) ? folder : root };
  },
};

function measure({ db, now }: Services, rows: readonly number[], metric: string | null): Measured[] {
  return toRunDocuments(db, rows, { now: now() }).map((run) => ({ run, value: valueOf(run, metric) }));
}

function valueOf({ metrics }: RunDocument, metric: string | null): number | null {
  const value = metric === null ? undefined : metrics[metric]?.value;
  return typeof value === 'number' ? value : null;
}

function toEnd({ run, value }: Measured): { id: string; name: string; value: number | null; commit: string | null } {
  return { id: run.id, name: run.name, value, commit: run.git?.commit ?? null };
}

interface Known {
  /** Row numbers of the runs: the good one, the bad one, the others. */
  readonly rows: readonly number[];
  readonly runs: readonly Measured[];
}

/** The files in which the code of the two differs; null when either is not known. */
async function compareFiles(
  { db, layout }: Services,
  { rows, runs }: Known,
  signal: AbortSignal,
): Promise<FileDifferences | null> {
  const [from, to, ...others] = runs.map(({ run }) => run.git?.tree ?? null);
  if (!from || !to) return null;
  const trees = others.filter((tree) => tree !== null);
  const comparison = await compareTrees(layout.folder, { from, to }, trees, signal).catch(nothingIfGitFails);
  if (comparison === null) return null;
  const codes = readRunCodes(db, rows);
  const leftOut = new Map(
    rows.map((row, index) => [runs[index]?.run.id, new Set(codes.get(row)?.leftOut.map(({ path }) => path))]),
  );
  const ends = runs.slice(0, 2).map(({ run }) => leftOut.get(run.id));
  // What a snapshot left out is not known.
  const places = comparison.changes.flatMap(({ path }, index) =>
    ends.some((paths) => paths?.has(path)) ? [] : { path, index },
  );
  return toFileDifferences(comparison, places, (run, path) => leftOut.get(run.id)?.has(path) ?? false);
}

function toFileDifferences(
  { changes, sides }: TreeComparison,
  places: readonly { readonly path: string; readonly index: number }[],
  isLeftOut: (run: RunDocument, path: string) => boolean,
): FileDifferences {
  const short = (id: string | null | undefined): string | null => id?.slice(0, 7) ?? null;
  return {
    files: places.map(({ path, index }) => ({
      path,
      good: short(changes[index]?.from),
      bad: short(changes[index]?.to),
    })),
    sideOf: (run, file) => {
      const place = places[file];
      if (!place || isLeftOut(run, place.path)) return 'neither';
      const side = sides.get(run.git?.tree ?? '')?.[place.index] ?? 'neither';
      return side === 'from' ? 'good' : side === 'to' ? 'bad' : 'neither';
    },
  };
}

interface Line {
  readonly commits: BisectCommit[];
  readonly history: string | null;
}

/** The commits from the good run's to the bad one's, with their runs; or why there are none. */
async function readLine(
  services: Services,
  asked: { good: Measured; bad: Measured; experimentIds: readonly string[]; metric: string | null },
  signal: AbortSignal,
): Promise<Line> {
  const [from, to] = [asked.good.run.git?.commit, asked.bad.run.git?.commit];
  if (!from || !to) return { commits: [], history: 'The commit of one of the two runs was not recorded.' };
  if (from === to) return { commits: [], history: 'Both runs were made at the same commit.' };
  try {
    const line = await firstParentLine(services.layout.folder, from, to, signal);
    if (line === null) return { commits: [], history: "Neither run's commit leads to the other's." };
    const rows = listRunsAt(services.db, { ...asked, commits: line.map(({ commit }) => commit) });
    const runs = measure(services, rows, asked.metric);
    const codes = readRunCodes(services.db, rows);
    const clean = new Map(runs.map(({ run }, index) => [run.id, isCommitted(codes.get(rows[index] ?? NaN))]));
    return {
      commits: line.map((commit) => ({
        ...commit,
        runs: runs
          .filter(({ run }) => run.git?.commit === commit.commit)
          .map(({ run, value }) => ({
            id: run.id,
            name: run.name,
            status: run.status,
            value,
            clean: clean.get(run.id) ?? false,
          })),
      })),
      history: null,
    };
  } catch (error) {
    if (error instanceof ModelTrailError) return { commits: [], history: error.message };
    throw error;
  }
}

/** Untracked files, such as what earlier runs left behind, do not change what a commit does; changed ones do. */
function isCommitted(code: RunCode | undefined): boolean {
  return code !== undefined && code.tree !== null && code.files.every(({ status }) => status === 'added');
}

/** A repository that is gone, or Git that is not there, takes only the code's part away. */
function nothingIfGitFails(error: unknown): null {
  if (error instanceof ModelTrailError) return null;
  throw error;
}

/** The way from one folder to another inside it, with `/`; null when it leads out or does not exist. */
async function pathInside(folder: string, path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    const way = relative(await realpath(folder), await realpath(path));
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? null : way.replaceAll(sep, '/');
  } catch {
    return null;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
