import {
  createRun,
  deleteRun,
  ensureDefaultExperiment,
  ensureExperiment,
  logBatch,
  logInputs,
  markLost,
  updateRun,
  writeRunCode,
  type Int,
  type RunStatus,
} from '../../../src/runs';
import { searchRuns, type RunQuery } from '../../../src/runs/search';
import { openStore, type Db } from '../../../src/store';
import { migrations } from '../../../src/tracker/migrations';

export interface RunSpec {
  readonly id: string;
  readonly experimentId?: string;
  /** By name; made when new. */
  readonly experiment?: string;
  readonly name?: string;
  readonly user?: string;
  readonly status?: RunStatus;
  readonly start?: Int;
  readonly end?: Int;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly datasets?: readonly { readonly name: string; readonly digest: string; readonly context?: string }[];
  readonly code?: { readonly commit: string | null; readonly branch: string | null; readonly dirty: boolean | null };
  readonly starred?: boolean;
  readonly lost?: boolean;
  readonly deleted?: boolean;
}

/** A store in memory with the experiment `0` and the given runs, in that order. */
export function storeOf(specs: readonly RunSpec[]): Db {
  const db = openStore(':memory:', { migrations });
  ensureDefaultExperiment(db, { artifactRoot: 'artifacts', now: 1 });
  for (const spec of specs) addRun(db, spec);
  return db;
}

/** The ids of the runs on one page of a search, by default of everything, 1,000 a page. */
export function findRuns(db: Db, query: Partial<RunQuery> = {}): readonly string[] {
  return idsOf(db, searchRuns(db, { ...everything, ...query }).rows);
}

/** As {@link findRuns} for a filter alone, sorted, for tests that do not speak of order. */
export function matching(db: Db, filter: string, query: Partial<RunQuery> = {}): readonly string[] {
  return findRuns(db, { ...query, filter }).toSorted();
}

export const everything: RunQuery = {
  experimentIds: null,
  filter: '',
  orderBy: [],
  viewType: 'ACTIVE_ONLY',
  limit: 1000,
  pageToken: null,
  context: { now: 0, head: null },
};

export function idsOf(db: Db, rows: readonly number[]): readonly string[] {
  const uuid = db.prepare('SELECT uuid FROM runs WHERE id = ?').pluck();
  return rows.map((row) => String(uuid.get(row)));
}

function addRun(db: Db, spec: RunSpec): void {
  const { id, experiment, name, user: userId, start: startTime, status, end: endTime } = spec;
  const experimentId =
    experiment === undefined
      ? (spec.experimentId ?? '0')
      : ensureExperiment(db, { name: experiment, artifactRoot: 'artifacts', now: 1 });
  const { row } = createRun(db, { id, experimentId, name, userId, startTime, now: 1 });
  logBatch(db, {
    id,
    metrics: Object.entries(spec.metrics ?? {}).map(([key, value]) => ({ key, value, timestamp: 1, step: 0 })),
    params: Object.entries(spec.params ?? {}).map(([key, value]) => ({ key, value })),
    tags: Object.entries(spec.tags ?? {}).map(([key, value]) => ({ key, value })),
    now: 1,
  });
  const datasets = (spec.datasets ?? []).map((each) => ({
    name: each.name,
    digest: each.digest,
    sourceType: 'local',
    source: '{}',
    schema: null,
    profile: null,
    tags: each.context === undefined ? [] : [{ key: 'mlflow.data.context', value: each.context }],
  }));
  logInputs(db, { id, datasets, modelIds: [], now: 1 });
  if (spec.code) {
    const rest = { repository: null, prefix: '', snapshot: null, tree: null, files: [], leftOut: [], data: [] };
    writeRunCode(db, row, { ...spec.code, ...rest, problem: null });
  }
  if (status !== undefined || endTime !== undefined) updateRun(db, { id, status, endTime, now: 1 });
  if (spec.starred) db.prepare('UPDATE runs SET starred = 1 WHERE id = ?').run(row);
  if (spec.lost) markLost(db, id, 5);
  if (spec.deleted) deleteRun(db, id, 6);
}
