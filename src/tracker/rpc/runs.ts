import { ModelTrailError } from '../../protocol/errors';
import {
  compareRuns,
  countRuns,
  createExperiment,
  createRun,
  ensureExperiment,
  findRows,
  listExperiments,
  listMetricKeys,
  readExperiment,
  readRunInfo,
  readValuesAt,
  resolveRun,
  searchRuns,
  sharedPrimary,
  toRunDocuments,
  toRunRows,
  updateRun,
} from '../../runs';
import type { RpcParsed } from '../../protocol/rpc';
import type { RunDocument } from '../../protocol/run';
import type { Services } from '../services';
import type { Handlers } from './handlers';
import { toRunFilter } from './selection';

/** The row numbers of one page of a selection, and how many runs it has in all. */
export async function selectRuns(
  params: RpcParsed<'runs/documents'>,
  services: Services,
): Promise<{ rows: readonly number[]; total: number; next: string | null }> {
  const filter = await toRunFilter(params, services);
  const { orderBy = [], limit, after: pageToken = null } = params;
  const page = searchRuns(services.db, { ...filter, orderBy, limit, pageToken });
  return { rows: page.rows, total: countRuns(services.db, filter), next: page.nextPageToken };
}

function rowsOf(services: Services, ids: readonly string[]): number[] {
  return ids.map((id) => readRunInfo(services.db, id).row);
}

function documentsOf(services: Services, ids: readonly string[]): RunDocument[] {
  return toRunDocuments(services.db, rowsOf(services, ids), { now: services.now() });
}

function readDocument(services: Services, id: string): RunDocument {
  const [document] = documentsOf(services, [id]);
  if (!document) throw new ModelTrailError('RUN_NOT_FOUND', `Run with id=${id} not found`);
  return document;
}

type RunQuestion =
  | 'experiments/list'
  | 'experiments/create'
  | 'runs/page'
  | 'runs/documents'
  | 'runs/resolve'
  | 'runs/rows'
  | 'runs/read'
  | 'runs/create'
  | 'runs/end'
  | 'runs/compare'
  | 'runs/metricKeys'
  | 'runs/attachProcess';

export const runHandlers: Handlers<RunQuestion> = {
  'experiments/list': (_params, { db }) => listExperiments(db),
  'experiments/create': ({ name }, services) => {
    const { db, artifactRoot } = services;
    const id = createExperiment(db, { name, artifactRoot, now: services.now() });
    services.changes.list('experiments');
    return { id };
  },

  'runs/page': async (params, services) => {
    const { rows, total, next } = await selectRuns(params, services);
    return {
      runs: toRunRows(services.db, rows, { now: services.now(), include: params.include ?? null }),
      total,
      next,
    };
  },
  'runs/documents': async (params, services) => {
    const { rows, total, next } = await selectRuns(params, services);
    return { runs: toRunDocuments(services.db, rows, { now: services.now() }), total, next };
  },
  'runs/resolve': ({ name }, { db }) => ({ id: resolveRun(db, name) }),
  'runs/rows': ({ ids, include = null, skipMissing }, services) => {
    const rows = skipMissing ? findRows(services.db, ids) : rowsOf(services, ids);
    return toRunRows(services.db, rows, { now: services.now(), include });
  },
  'runs/read': ({ id }, services) => readDocument(services, id),
  'runs/create': async ({ experiment = 'Default', name, user, tags = {} }, services) => {
    const { db, artifactRoot, changes } = services;
    const now = services.now();
    const info = createRun(db, {
      experimentId: ensureExperiment(db, { name: experiment, artifactRoot, now }),
      name,
      userId: user,
      startTime: now,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      now,
    });
    await services.onRunCreated(info, null);
    changes.list('runs');
    return readDocument(services, info.id);
  },
  'runs/end': ({ id, status }, services) => {
    const now = services.now();
    updateRun(services.db, { id, status, endTime: now, now });
    services.changes.run(id);
    services.changes.list('runs');
    return {};
  },
  'runs/compare': ({ ids, base, metric, skipMissing }, services) => {
    const { db } = services;
    const rows = skipMissing ? findRows(db, ids) : rowsOf(services, ids);
    const runs = toRunDocuments(db, rows, { now: services.now() });
    const experiments = [...new Set(runs.map((run) => run.experiment.id))];
    const primary = sharedPrimary(experiments.map((id) => readExperiment(db, id)));
    return compareRuns(runs, {
      base: base ?? ids[0] ?? '',
      primary,
      metric: 'step' in metric ? { at: readValuesAt(db, rows, metric.step) } : metric,
    });
  },
  'runs/metricKeys': ({ ids }, services) => [...listMetricKeys(services.db, rowsOf(services, ids))],
  'runs/attachProcess': async ({ id, pid }, services) => {
    await services.attachProcess(readRunInfo(services.db, id), pid);
    return {};
  },
};
