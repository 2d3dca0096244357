import {
  runEnvironment,
  runProcess,
  toJsonNumber,
  type RunDocument,
  type RunRow,
  type RunStatusWord,
} from '../protocol/run';
import { prepared, type Db } from '../store';
import { readRunCodes, type RunCode } from './code';
import { readSurroundings, type RunSurroundings } from './environment';
import { readRuns, type Included } from './read';
import type { Int, Run } from './types';

interface Context {
  readonly now: number;
  /** Which keys a row shows; null for all. */
  readonly include?: Included | null;
}

/** Tags that are facts of a run too. */
const factTags = ['mlflow.user', 'mlflow.note.content'];

/** Runs as lists show them, in the order of the row numbers. */
export function toRunRows(db: Db, rows: readonly number[], { now, include = null }: Context): RunRow[] {
  // What is not shown is not read: a run may have thousands of metrics.
  const read = include && { ...include, tags: [...include.tags, ...factTags] };
  return assemble(db, readRuns(db, rows, read), { now, tags: include?.tags ?? null }).map(({ row }) => row);
}

/** Runs whole, as `runs show --json` prints them. */
export function toRunDocuments(db: Db, rows: readonly number[], { now }: Context): RunDocument[] {
  const runs = readRuns(db, rows);
  const surroundings = readSurroundings(db, rows);
  return assemble(db, runs, { now, tags: null }).map(({ row, run, code }) => ({
    ...row,
    datasets: run.datasets.map((dataset) => ({
      name: dataset.name,
      digest: dataset.digest,
      context: dataset.tags.find((tag) => tag.key === 'mlflow.data.context')?.value ?? null,
      source: dataset.source,
    })),
    data: code?.data.map(({ path, digest, from }) => ({ path, digest, from })) ?? [],
    ...toSurroundings(surroundings.get(run.info.row)),
    models: run.modelOutputs.map(({ modelId, step }) => ({
      id: modelId,
      name: modelName(db, modelId),
      step: step === null ? null : Number(step),
    })),
    artifactUri: run.info.artifactUri,
  }));
}

function assemble(
  db: Db,
  runs: readonly Run[],
  { now, tags: shown }: { readonly now: number; readonly tags: readonly string[] | null },
): { row: RunRow; run: Run; code: RunCode | null }[] {
  const codes = readRunCodes(
    db,
    runs.map((run) => run.info.row),
  );
  const experiments = readNames(db);
  const children = countChildren(db, runs);
  const isShown = shown && new Set(shown);
  return runs.map((run) => {
    const { info } = run;
    const code = codes.get(info.row) ?? null;
    const allTags = Object.fromEntries(run.tags.map((tag) => [tag.key, tag.value]));
    const ended = info.endTime ?? (info.lostSince === null ? null : info.lastActivity);
    const until = ended ?? (info.status === 'RUNNING' ? now : null);
    const row: RunRow = {
      id: info.id,
      name: info.name,
      experiment: { id: info.experimentId, name: experiments.get(info.experimentId) ?? '' },
      status: statusWord(run),
      startedAt: toIso(info.startTime),
      endedAt: toIso(info.endTime),
      durationMs:
        info.startTime === null || until === null ? null : Math.max(0, Number(until) - Number(info.startTime)),
      user: info.userId || allTags['mlflow.user'] || '',
      datasets: run.datasets.map(({ name, digest }) => ({ name, digest })),
      note: allTags['mlflow.note.content'] ?? null,
      starred: info.starred,
      deletedAt: toIso(info.deletedTime),
      parentId: info.parentId,
      children: children.get(info.id) ?? 0,
      params: Object.fromEntries(run.params.map((pair) => [pair.key, pair.value])),
      metrics: Object.fromEntries(
        run.metrics.map((metric) => [
          metric.key,
          {
            value: toJsonNumber(metric.value),
            step: Number(metric.step),
            at: toIso(metric.timestamp) ?? '',
            min: metric.min,
            max: metric.max,
            count: metric.count,
          },
        ]),
      ),
      tags: isShown ? Object.fromEntries(Object.entries(allTags).filter(([key]) => isShown.has(key))) : allTags,
      git: code && {
        commit: code.commit,
        branch: code.branch,
        dirty: code.dirty,
        snapshot: code.snapshot,
        tree: code.tree,
        repository: code.repository,
      },
    };
    return { row, run, code };
  });
}

function statusWord({ info }: Run): RunStatusWord {
  return info.lostSince !== null && info.status === 'RUNNING' ? 'LOST' : info.status;
}

/** ISO time of milliseconds; null for none and for what no calendar holds. */
function toIso(ms: Int | null): string | null {
  if (ms === null) return null;
  const date = new Date(Number(ms));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function readNames(db: Db): Map<string, string> {
  const rows = prepared(db, 'SELECT CAST(id AS TEXT) AS id, name FROM experiments').all() as readonly {
    readonly id: string;
    readonly name: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.name]));
}

function countChildren(db: Db, runs: readonly Run[]): Map<string, number> {
  const rows = prepared(
    db,
    `SELECT parent, count(*) AS children FROM runs
     WHERE parent IN (SELECT value FROM json_each(?)) AND lifecycle = 'active' GROUP BY parent`,
  ).all(JSON.stringify(runs.map((run) => run.info.id))) as readonly {
    readonly parent: string;
    readonly children: number;
  }[];
  return new Map(rows.map((row) => [row.parent, row.children]));
}

function modelName(db: Db, modelId: string): string {
  const row = prepared(db, 'SELECT name FROM logged_models WHERE uuid = ?').get(modelId) as
    { readonly name: string | null } | undefined;
  return row?.name ?? modelId;
}

/** JSON of the store was written by this product, maybe an older one: what does not fit is left out, never an error. */
function toSurroundings(found: RunSurroundings | undefined): Pick<RunDocument, 'environment' | 'process'> {
  return {
    environment: runEnvironment.safeParse(found?.environment).data ?? null,
    process: runProcess.safeParse(found?.process).data ?? null,
  };
}
