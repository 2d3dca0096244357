import {
  createVersion,
  deleteTag,
  deleteVersion,
  describeVersion,
  moveToStage,
  readVersion,
  readVersions,
  searchVersions,
  setTag,
} from '../../registry';
import { keepGateClosed } from '../gate';
import { readPairs } from './experiments';
import { change, requiredNumber } from './registry';
import { renderVersion } from './renderModels';
import type { MlflowRoute } from './routes';
import { nextPage } from './search';

export const versionRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'model-versions/create',
    handle: async ({ fields, services }) => {
      const asked = {
        name: fields.requiredText('name'),
        source: fields.requiredText('source'),
        runId: fields.text('run_id'),
        loggedModelId: fields.text('model_id'),
        runLink: fields.text('run_link'),
        description: fields.text('description'),
        tags: readPairs(fields, 'tags'),
        artifactsFolder: services.artifactsFolder,
      };
      const version = await change(services, (author) => createVersion(services.db, author, asked));
      return { model_version: renderVersion(version) };
    },
  },
  {
    method: 'GET',
    path: 'model-versions/get',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      return { model_version: renderVersion(readVersion(services.db, name, requiredNumber(fields))) };
    },
  },
  {
    method: 'PATCH',
    path: 'model-versions/update',
    handle: async ({ fields, services }) => {
      const name = fields.requiredText('name');
      const asked = { name, number: requiredNumber(fields), description: fields.text('description') ?? '' };
      const version = await change(services, (author) => describeVersion(services.db, author, asked));
      return { model_version: renderVersion(version) };
    },
  },
  {
    method: 'DELETE',
    path: 'model-versions/delete',
    handle: async ({ fields, services }) => {
      const asked = { name: fields.requiredText('name'), number: requiredNumber(fields) };
      await change(services, (author) => {
        deleteVersion(services.db, author, asked);
      });
      return {};
    },
  },
  {
    method: 'POST',
    path: 'model-versions/transition-stage',
    handle: async ({ fields, services }) => {
      const asked = {
        name: fields.requiredText('name'),
        number: requiredNumber(fields),
        stage: fields.requiredText('stage'),
        archiveExisting: fields.flag('archive_existing_versions') ?? false,
      };
      const { name: model, stage: from } = readVersion(services.db, asked.name, asked.number);
      const governed = await keepGateClosed(services, { model, from, to: asked.stage });
      const archiveExisting = asked.archiveExisting && !governed;
      const { version } = await change(services, (author) =>
        moveToStage(services.db, author, { ...asked, archiveExisting }),
      );
      return { model_version: renderVersion(version) };
    },
  },
  {
    method: 'GET',
    path: 'model-versions/search',
    handle: ({ fields, services }) => {
      const { ids, nextPageToken } = searchVersions(services.db, {
        filter: fields.text('filter') ?? '',
        orderBy: fields.texts('order_by'),
        limit: fields.count('max_results', { fallback: 10_000, max: 200_000 }),
        pageToken: fields.text('page_token') || null,
        now: services.now(),
      });
      return { model_versions: readVersions(services.db, ids).map(renderVersion), ...nextPage(nextPageToken) };
    },
  },
  {
    method: 'GET',
    path: 'model-versions/get-download-uri',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('name');
      return { artifact_uri: readVersion(services.db, name, requiredNumber(fields)).location };
    },
  },
  {
    method: 'POST',
    path: 'model-versions/set-tag',
    handle: async ({ fields, services }) => {
      const name = fields.requiredText('name');
      const number = requiredNumber(fields);
      const tag = { key: fields.requiredText('key'), value: fields.text('value') ?? '' };
      await change(services, (author) => {
        setTag(services.db, author, { name, number, tag });
      });
      return {};
    },
  },
  {
    method: 'DELETE',
    path: 'model-versions/delete-tag',
    handle: async ({ fields, services }) => {
      const name = fields.requiredText('name');
      const asked = { name, number: requiredNumber(fields), key: fields.requiredText('key') };
      await change(services, (author) => {
        deleteTag(services.db, author, asked);
      });
      return {};
    },
  },
];
