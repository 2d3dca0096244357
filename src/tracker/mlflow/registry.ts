import {
  createModel,
  deleteAlias,
  deleteModel,
  deleteTag,
  describeModel,
  readByAlias,
  readLatestVersions,
  readModel,
  readModels,
  renameModel,
  searchModels,
  setAlias,
  setTag,
  toNumber,
  type Author,
} from '../../registry';
import { readPairs } from './experiments';
import type { Fields } from './fields';
import { renderModel, renderVersion } from './renderModels';
import type { MlflowRoute } from './routes';
import { nextPage } from './search';
import type { Services } from '../services';

/** The version number of a request, which travels as text. */
export function requiredNumber(fields: Fields): number {
  return toNumber(fields.requiredText('version'));
}

/** Changes the registry in the name of the folder's Git identity, which is whose script calls. */
export async function change<Result>({ audit, changes }: Services, work: (author: Author) => Result): Promise<Result> {
  const { result } = await audit.write({ method: 'rest' }, work);
  changes.list('models');
  return result;
}

export const modelRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'registered-models/create',
    handle: async ({ fields, services }) => {
      const asked = {
        name: fields.requiredText('name'),
        description: fields.text('description'),
        tags: readPairs(fields, 'tags'),
      };
      const model = await change(services, (author) => createModel(services.db, author, asked));
      return { registered_model: renderModel(model) };
    },
  },
  {
    method: 'POST',
    path: 'registered-models/rename',
    handle: async ({ fields, services }) => {
      const names = { name: fields.requiredText('name'), newName: fields.requiredText('new_name') };
      const model = await change(services, (author) => renameModel(services.db, author, names));
      return { registered_model: renderModel(model) };
    },
  },
  {
    method: 'PATCH',
    path: 'registered-models/update',
    handle: async ({ fields, services }) => {
      const asked = { name: fields.requiredText('name'), description: fields.text('description') ?? '' };
      const model = await change(services, (author) => describeModel(services.db, author, asked));
      return { registered_model: renderModel(model) };
    },
  },
  {
    method: 'DELETE',
    path: 'registered-models/delete',
    handle: async ({ fields, services }) => {
      const name = fields.requiredText('name');
      await change(services, (author) => {
        deleteModel(services.db, author, name);
      });
      return {};
    },
  },
  {
    method: 'GET',
    path: 'registered-models/get',
    handle: ({ fields, services }) => ({
      registered_model: renderModel(readModel(services.db, fields.requiredText('name'))),
    }),
  },
  {
    method: 'GET',
    path: 'registered-models/search',
    handle: ({ fields, services }) => {
      const { ids, nextPageToken } = searchModels(services.db, {
        filter: fields.text('filter') ?? '',
        orderBy: fields.texts('order_by'),
        limit: fields.count('max_results', { fallback: 100, max: 1000 }),
        pageToken: fields.text('page_token') || null,
        now: services.now(),
      });
      return { registered_models: readModels(services.db, ids).map(renderModel), ...nextPage(nextPageToken) };
    },
  },
  {
    method: ['POST', 'GET'],
    path: 'registered-models/get-latest-versions',
    handle: ({ fields, services }) => {
      const versions = readLatestVersions(services.db, fields.requiredText('name'), fields.texts('stages'));
      return { model_versions: versions.map(renderVersion) };
    },
  },
  {
    method: 'POST',
    path: 'registered-models/set-tag',
    handle: async ({ fields, services }) => {
      const name = fields.requiredText('name');
      const tag = { key: fields.requiredText('key'), value: fields.text('value') ?? '' };
      await change(services, (author) => {
        setTag(services.db, author, { name, tag });
      });
      return {};
    },
  },
  {
    method: 'DELETE',
    path: 'registered-models/delete-tag',
    handle: async ({ fields, services }) => {
      const asked = { name: fields.requiredText('name'), key: fields.requiredText('key') };
      await change(services, (author) => {
        deleteTag(services.db, author, asked);
      });
      return {};
    },
  },
  {
    method: 'POST',
    path: 'registered-models/alias',
    handle: async ({ fields, services }) => {
      const name = fields.requiredText('name');
      const asked = { name, alias: fields.requiredText('alias'), number: requiredNumber(fields) };
      await change(services, (author) => {
        setAlias(services.db, author, asked);
      });
      return {};
    },
  },
  {
    method: 'DELETE',
    path: 'registered-models/alias',
    handle: async ({ fields, services }) => {
      const asked = { name: fields.requiredText('name'), alias: fields.requiredText('alias') };
      await change(services, (author) => {
        deleteAlias(services.db, author, asked);
      });
      return {};
    },
  },
  {
    method: 'GET',
    path: 'registered-models/alias',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      return { model_version: renderVersion(readByAlias(services.db, name, fields.requiredText('alias'))) };
    },
  },
];
