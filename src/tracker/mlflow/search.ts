import { checkExperimentId, readExperiment, readRuns, searchExperiments, searchRuns, listDatasets } from '../../runs';
import { ModelTrailError } from '../../protocol/errors';
import type { Fields } from './fields';
import { renderExperiment, renderRun } from './render';
import type { MlflowRoute } from './routes';

export const viewTypes = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 } as const;

/** A list of texts that must not be empty. */
export function requiredTexts(fields: Fields, name: string): readonly string[] {
  const texts = fields.texts(name);
  return texts.length > 0 ? texts : fields.missing(name);
}

/** What a page's reply says of the next one: nothing when it was the last. */
export function nextPage(token: string | null): { readonly next_page_token?: string } {
  return token === null ? {} : { next_page_token: token };
}

/** The experiments a search is limited to; an unknown one is fine, what is no id is refused. */
export function experimentIdsOf(fields: Fields): readonly string[] {
  const ids = fields.texts('experiment_ids');
  ids.forEach(checkExperimentId);
  return ids;
}

const datasetLimits = { experiments: 20, summaries: 1000 };

export const searchRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'runs/search',
    handle: ({ fields, services }) => {
      const { rows, nextPageToken } = searchRuns(services.db, {
        experimentIds: experimentIdsOf(fields),
        filter: fields.text('filter') ?? '',
        viewType: fields.choice('run_view_type', viewTypes) ?? 'ACTIVE_ONLY',
        orderBy: fields.texts('order_by'),
        limit: fields.count('max_results', { fallback: 1000, max: 50_000 }),
        pageToken: fields.text('page_token') || null,
        context: { now: services.now(), head: null },
      });
      return { runs: readRuns(services.db, rows).map(renderRun), ...nextPage(nextPageToken) };
    },
  },
  {
    method: ['POST', 'GET'],
    path: 'experiments/search',
    handle: ({ fields, services }) => {
      const { ids, nextPageToken } = searchExperiments(services.db, {
        filter: fields.text('filter') ?? '',
        viewType: fields.choice('view_type', viewTypes) ?? 'ACTIVE_ONLY',
        orderBy: fields.texts('order_by'),
        limit: fields.count('max_results', { fallback: 1000, max: 50_000 }),
        pageToken: fields.text('page_token') || null,
        now: services.now(),
      });
      const experiments = ids.map((id) => renderExperiment(readExperiment(services.db, id)));
      return { experiments, ...nextPage(nextPageToken) };
    },
  },
  {
    method: 'POST',
    path: 'experiments/search-datasets',
    handle: ({ fields, services }) => {
      const experimentIds = requiredTexts(fields, 'experiment_ids');
      if (experimentIds.length > datasetLimits.experiments) {
        throw new ModelTrailError(
          'INVALID_VALUE',
          `SearchDatasets request must specify at least one and at most ${datasetLimits.experiments} experiments. Got ${experimentIds.length}.`,
        );
      }
      return {
        dataset_summaries: listDatasets(services.db, experimentIds, datasetLimits.summaries).map((dataset) => ({
          experiment_id: dataset.experimentId,
          name: dataset.name,
          digest: dataset.digest,
          ...(dataset.context === null ? {} : { context: dataset.context }),
        })),
      };
    },
  },
];
