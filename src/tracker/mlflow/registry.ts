import {
  createModel,
  deleteAlias,
  deleteModel,
  deleteModelTag,
  describeModel,
  readByAlias,
  readLatestVersions,
  readModel,
  readModels,
  renameModel,
  searchModels,
  setAlias,
  setModelTag,
  toNumber,
} from '../../registry';
import { readPairs } from './experiments';
import type { Fields } from './fields';
import { renderModel, renderVersion } from './renderModels';
import type { MlflowRoute } from './routes';
import { nextPage } from './search';

/** The version number of a request, which travels as text. */
export function requiredNumber(fields: Fields): number {
  return toNumber(fields.requiredText('version'));
}

export const modelRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'registered-models/create',
    handle: ({ fields, services }) => {
      const model = createModel(services.db, {
        name: fields.requiredText('name'),
        description: fields.text('description'),
        tags: readPairs(fields, 'tags'),
        now: services.now(),
      });
      services.changes.list('models');
      return { registered_model: renderModel(model) };
    },
  },
  {
    method: 'POST',
    path: 'registered-models/rename',
    handle: ({ fields, services }) => {
      const names = { name: fields.requiredText('name'), newName: fields.requiredText('new_name') };
      const model = renameModel(services.db, { ...names, now: services.now() });
      services.changes.list('models');
      return { registered_model: renderModel(model) };
    },
  },
  {
    method: 'PATCH',
    path: 'registered-models/update',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      const description = fields.text('description') ?? '';
      const model = describeModel(services.db, { name, description, now: services.now() });
      services.changes.list('models');
      return { registered_model: renderModel(model) };
    },
  },
  {
    method: 'DELETE',
    path: 'registered-models/delete',
    handle: ({ fields, services }) => {
      deleteModel(services.db, fields.requiredText('name'), services.now());
      services.changes.list('models');
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
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      const tag = { key: fields.requiredText('key'), value: fields.text('value') ?? '' };
      setModelTag(services.db, { name, tag });
      services.changes.list('models');
      return {};
    },
  },
  {
    method: 'DELETE',
    path: 'registered-models/delete-tag',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      deleteModelTag(services.db, { name, key: fields.requiredText('key') });
      services.changes.list('models');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'registered-models/alias',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      const alias = fields.requiredText('alias');
      setAlias(services.db, { name, alias, number: requiredNumber(fields) });
      services.changes.list('models');
      return {};
    },
  },
  {
    method: 'DELETE',
    path: 'registered-models/alias',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      deleteAlias(services.db, { name, alias: fields.requiredText('alias') });
      services.changes.list('models');
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
