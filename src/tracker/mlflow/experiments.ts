import {
  createExperiment,
  deleteExperiment,
  deleteExperimentTag,
  findExperimentByName,
  readExperiment,
  renameExperiment,
  restoreExperiment,
  setExperimentTag,
} from '../../runs';
import { ModelTrailError } from '../../protocol/errors';
import type { Fields } from './fields';
import { renderExperiment } from './render';
import type { MlflowRoute } from './routes';

/** A list of `{key, value}` objects; a tag without a value is empty text. */
export function readPairs(fields: Fields, name: string): { key: string; value: string }[] {
  return fields.objects(name).map((pair) => ({ key: pair.requiredText('key'), value: pair.text('value') ?? '' }));
}

export const experimentRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'experiments/create',
    handle: ({ fields, services }) => {
      const id = createExperiment(services.db, {
        name: fields.requiredText('name'),
        artifactLocation: fields.text('artifact_location') || undefined,
        artifactRoot: services.artifactRoot,
        tags: readPairs(fields, 'tags'),
        now: services.now(),
      });
      services.changes.list('experiments');
      return { experiment_id: id };
    },
  },
  {
    method: 'GET',
    path: 'experiments/get',
    handle: ({ fields, services }) => ({
      experiment: renderExperiment(readExperiment(services.db, fields.requiredText('experiment_id'))),
    }),
  },
  {
    method: 'GET',
    path: 'experiments/get-by-name',
    handle: ({ fields, services }) => {
      const name = fields.requiredText('experiment_name');
      const found = findExperimentByName(services.db, name);
      if (!found) throw new ModelTrailError('EXPERIMENT_NOT_FOUND', `Could not find experiment with name '${name}'`);
      return { experiment: renderExperiment(found) };
    },
  },
  {
    method: 'POST',
    path: 'experiments/delete',
    handle: ({ fields, services }) => {
      deleteExperiment(services.db, fields.requiredText('experiment_id'), services.now());
      services.changes.list('experiments');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'experiments/restore',
    handle: ({ fields, services }) => {
      restoreExperiment(services.db, fields.requiredText('experiment_id'), services.now());
      services.changes.list('experiments');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'experiments/update',
    handle: ({ fields, services }) => {
      const id = fields.requiredText('experiment_id');
      renameExperiment(services.db, { id, name: fields.requiredText('new_name'), now: services.now() });
      services.changes.list('experiments');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'experiments/set-experiment-tag',
    handle: ({ fields, services }) => {
      const id = fields.requiredText('experiment_id');
      setExperimentTag(services.db, { id, key: fields.requiredText('key'), value: fields.text('value') ?? '' });
      services.changes.list('experiments');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'experiments/delete-experiment-tag',
    handle: ({ fields, services }) => {
      deleteExperimentTag(services.db, fields.requiredText('experiment_id'), fields.requiredText('key'));
      services.changes.list('experiments');
      return {};
    },
  },
];
