import {
  readBulkHistory,
  readHistory,
  readRunInfo,
  sampleHistory,
  type HistoryPage,
  type Int,
  type RunPoint,
} from '../../runs';
import { ModelTrailError } from '../../protocol/errors';
import type { Db } from '../../store';
import type { Fields } from './fields';
import { renderPoint } from './render';
import type { MlflowRoute } from './routes';
import { requiredRunId } from './runs';
import { nextPage, requiredTexts } from './search';

const most = { runs: 100, points: 25_000, steps: 2500 };

function runIdsOf(fields: Fields, name: string): readonly string[] {
  const ids = requiredTexts(fields, name);
  if (ids.length <= most.runs) return ids;
  throw new ModelTrailError(
    'INVALID_VALUE',
    `GetMetricHistoryBulk request cannot specify more than ${most.runs} run_ids. Received ${ids.length} run_ids.`,
  );
}

function renderRunPoint(point: RunPoint): object {
  return { ...renderPoint(point), run_id: point.runId };
}

/** An unknown run has an empty history, as with MLflow's server. */
function historyOf(
  db: Db,
  id: string,
  query: { key: string; limit: number | null; pageToken: string | null },
): HistoryPage {
  try {
    return readHistory(db, { row: readRunInfo(db, id).row, ...query });
  } catch (error) {
    if (error instanceof ModelTrailError && error.code === 'RUN_NOT_FOUND') return { points: [], nextPageToken: null };
    throw error;
  }
}

function rangeOf(fields: Fields): readonly [Int, Int] | null {
  const from = fields.int('start_step');
  const to = fields.int('end_step');
  if (from === undefined && to === undefined) return null;
  if (from === undefined || to === undefined) {
    throw new ModelTrailError(
      'INVALID_VALUE',
      'If either start step or end step are specified, both must be specified.',
    );
  }
  if (from <= to) return [from, to];
  throw new ModelTrailError(
    'INVALID_VALUE',
    `end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`,
  );
}

export const metricRoutes: readonly MlflowRoute[] = [
  {
    method: 'GET',
    path: 'metrics/get-history',
    handle: ({ fields, services }) => {
      const limit = fields.has('max_results')
        ? fields.count('max_results', { fallback: 1, max: Number.MAX_SAFE_INTEGER })
        : null;
      const { points, nextPageToken } = historyOf(services.db, requiredRunId(fields), {
        key: fields.requiredText('metric_key'),
        limit,
        pageToken: fields.text('page_token') || null,
      });
      return points.length === 0 ? {} : { metrics: points.map(renderPoint), ...nextPage(nextPageToken) };
    },
  },
  {
    method: 'GET',
    path: 'metrics/get-history-bulk',
    handle: ({ fields, services }) => {
      const points = readBulkHistory(services.db, {
        runIds: runIdsOf(fields, 'run_id'),
        key: fields.requiredText('metric_key'),
        limit: Math.min(
          most.points,
          fields.count('max_results', { fallback: most.points, max: Number.MAX_SAFE_INTEGER }),
        ),
      });
      return { metrics: points.map(renderRunPoint) };
    },
  },
  {
    method: 'GET',
    path: 'metrics/get-history-bulk-interval',
    handle: ({ fields, services }) => {
      const points = sampleHistory(services.db, {
        runIds: runIdsOf(fields, 'run_ids'),
        key: fields.requiredText('metric_key'),
        range: rangeOf(fields),
        steps: fields.count('max_results', { fallback: most.steps, max: most.steps }),
      });
      return { metrics: points.map(renderRunPoint) };
    },
  },
];
