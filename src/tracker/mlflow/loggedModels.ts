import {
  createLoggedModel,
  deleteLoggedModel,
  deleteLoggedModelTag,
  finishLoggedModel,
  logLoggedModelParams,
  readLoggedModel,
  readLoggedModels,
  searchLoggedModels,
  setLoggedModelTags,
  type LoggedModelStatus,
} from '../../runs';
import { readPairs } from './experiments';
import type { Fields } from './fields';
import { renderLoggedModel } from './renderModels';
import { experimentIdsOf } from './search';
import type { Call, MlflowRoute } from './routes';

const statuses = { LOGGED_MODEL_PENDING: 1, LOGGED_MODEL_READY: 2, LOGGED_MODEL_UPLOAD_FAILED: 3 } as const;
const statusOf: Readonly<Record<keyof typeof statuses, LoggedModelStatus>> = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'UPLOAD_FAILED',
};

/** The model a path names. */
export function modelIdOf({ params }: Call): string {
  return params['model_id'] ?? '';
}

function requiredExperimentIds(fields: Fields): readonly string[] {
  const ids = experimentIdsOf(fields);
  return ids.length > 0 ? ids : fields.missing('experiment_ids');
}

function readDataset(fields: Fields): { name: string; digest: string | undefined } {
  return { name: fields.requiredText('dataset_name'), digest: fields.text('dataset_digest') || undefined };
}

export const loggedModelRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'logged-models',
    handle: ({ fields, services }) => {
      const { id } = createLoggedModel(services.db, {
        experimentId: fields.requiredText('experiment_id'),
        name: fields.text('name') || undefined,
        modelType: fields.text('model_type') || undefined,
        sourceRunId: fields.text('source_run_id'),
        params: readPairs(fields, 'params'),
        tags: readPairs(fields, 'tags'),
        now: services.now(),
      });
      services.changes.list('models');
      return { model: renderLoggedModel(readLoggedModel(services.db, id)) };
    },
  },
  {
    method: 'POST',
    path: 'logged-models/search',
    handle: ({ fields, services }) => {
      const { rows, nextPageToken } = searchLoggedModels(services.db, {
        experimentIds: requiredExperimentIds(fields),
        filter: fields.text('filter') ?? '',
        datasets: fields.objects('datasets').map(readDataset),
        orderBy: fields.objects('order_by').map((order) => ({
          field: order.requiredText('field_name'),
          ascending: order.flag('ascending') ?? true,
          dataset: {
            name: order.text('dataset_name') || undefined,
            digest: order.text('dataset_digest') || undefined,
          },
        })),
        limit: fields.count('max_results', { fallback: 50, max: 50_000 }),
        pageToken: fields.text('page_token') || null,
        now: services.now(),
      });
      return {
        models: readLoggedModels(services.db, rows).map(renderLoggedModel),
        ...(nextPageToken === null ? {} : { next_page_token: nextPageToken }),
      };
    },
  },
  {
    method: 'GET',
    path: 'logged-models/:model_id',
    handle: (call) => {
      const allowDeleted = call.fields.flag('allow_deleted') ?? false;
      return { model: renderLoggedModel(readLoggedModel(call.services.db, modelIdOf(call), { allowDeleted })) };
    },
  },
  {
    method: 'PATCH',
    path: 'logged-models/:model_id',
    handle: (call) => {
      const { fields, services } = call;
      const status = statusOf[fields.choice('status', statuses) ?? fields.missing('status')];
      finishLoggedModel(services.db, { id: modelIdOf(call), status, now: services.now() });
      services.changes.list('models');
      return { model: renderLoggedModel(readLoggedModel(services.db, modelIdOf(call))) };
    },
  },
  {
    method: 'DELETE',
    path: 'logged-models/:model_id',
    handle: (call) => {
      deleteLoggedModel(call.services.db, modelIdOf(call), call.services.now());
      call.services.changes.list('models');
      return {};
    },
  },
  {
    method: 'PATCH',
    path: 'logged-models/:model_id/tags',
    handle: (call) => {
      setLoggedModelTags(call.services.db, modelIdOf(call), readPairs(call.fields, 'tags'));
      return {};
    },
  },
  {
    method: 'DELETE',
    path: 'logged-models/:model_id/tags/:key',
    handle: (call) => {
      deleteLoggedModelTag(call.services.db, modelIdOf(call), call.params['key'] ?? '');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'logged-models/:model_id/params',
    handle: (call) => {
      logLoggedModelParams(call.services.db, modelIdOf(call), readPairs(call.fields, 'params'));
      return {};
    },
  },
];
