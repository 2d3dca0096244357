import { ModelTrailError } from '../../protocol/errors';
import {
  appendModelHistory,
  createRun,
  deleteRun,
  deleteTag,
  limits,
  logBatch,
  logInputs,
  logMetric,
  logOutputs,
  logParam,
  readRun,
  restoreRun,
  setTag,
  updateRun,
  type MetricPoint,
} from '../../runs';
import { readPairs } from './experiments';
import type { Fields } from './fields';
import { renderRun, renderRunInfo } from './render';
import type { MlflowRoute } from './routes';

export const runStatuses = { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 } as const;

/** The run of a request; old clients say `run_uuid`. */
export function requiredRunId(fields: Fields): string {
  return fields.text('run_id') || fields.text('run_uuid') || fields.missing('run_id');
}

function readPoint(fields: Fields): MetricPoint {
  const key = fields.requiredText('key');
  const value = fields.requiredDouble('value');
  const timestamp = fields.requiredInt('timestamp');
  if (timestamp < 0) {
    throw new ModelTrailError(
      'INVALID_VALUE',
      `Invalid value ${timestamp} for parameter '${fields.label('timestamp')}' supplied: Timestamp must be a nonnegative long (64-bit integer).`,
    );
  }
  return {
    key,
    value,
    timestamp,
    step: fields.int('step') ?? 0,
    modelId: fields.text('model_id'),
    datasetName: fields.text('dataset_name'),
    datasetDigest: fields.text('dataset_digest'),
  };
}

function checkBatchSize(counts: { metrics: number; params: number; tags: number }): void {
  const total = counts.metrics + counts.params + counts.tags;
  const rules = [
    ['metrics', counts.metrics, limits.batchMetrics],
    ['params', counts.params, limits.batchParams],
    ['tags', counts.tags, limits.batchTags],
    ['metrics, params, and tags', total, limits.batchTotal],
  ] as const;
  for (const [what, count, most] of rules) {
    if (count <= most) continue;
    throw new ModelTrailError(
      'INVALID_VALUE',
      `A batch logging request can contain at most ${most} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
    );
  }
}

export const runRoutes: readonly MlflowRoute[] = [
  {
    method: 'POST',
    path: 'runs/create',
    handle: async ({ fields, services, request }) => {
      const info = createRun(services.db, {
        experimentId: fields.requiredText('experiment_id'),
        userId: fields.text('user_id'),
        name: fields.text('run_name'),
        startTime: fields.int('start_time'),
        tags: readPairs(fields, 'tags'),
        now: services.now(),
      });
      await services.onRunCreated(info, request);
      services.changes.list('runs');
      return { run: renderRun(readRun(services.db, info.id)) };
    },
  },
  {
    method: 'GET',
    path: 'runs/get',
    handle: ({ fields, services }) => ({ run: renderRun(readRun(services.db, requiredRunId(fields))) }),
  },
  {
    method: 'POST',
    path: 'runs/update',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      const info = updateRun(services.db, {
        id,
        status: fields.choice('status', runStatuses),
        endTime: fields.int('end_time'),
        name: fields.text('run_name'),
        now: services.now(),
      });
      services.changes.run(id);
      services.changes.list('runs');
      return { run_info: renderRunInfo(info) };
    },
  },
  {
    method: 'POST',
    path: 'runs/delete',
    handle: ({ fields, services }) => {
      deleteRun(services.db, requiredRunId(fields), services.now());
      services.changes.list('runs');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/restore',
    handle: ({ fields, services }) => {
      restoreRun(services.db, requiredRunId(fields));
      services.changes.list('runs');
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/log-metric',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      logMetric(services.db, { id, point: readPoint(fields), now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/log-parameter',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      const value = fields.text('value') ?? '';
      logParam(services.db, { id, key: fields.requiredText('key'), value, now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/set-tag',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      const value = fields.text('value') ?? '';
      setTag(services.db, { id, key: fields.requiredText('key'), value, now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/delete-tag',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      deleteTag(services.db, { id, key: fields.requiredText('key') });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/log-batch',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      const metrics = fields.objects('metrics');
      const params = readPairs(fields, 'params');
      const tags = readPairs(fields, 'tags');
      checkBatchSize({ metrics: metrics.length, params: params.length, tags: tags.length });
      logBatch(services.db, { id, metrics: metrics.map(readPoint), params, tags, now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/log-inputs',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      const datasets = fields.objects('datasets').map((input) => {
        const dataset = input.object('dataset') ?? input.missing('dataset');
        return {
          name: dataset.requiredText('name'),
          digest: dataset.requiredText('digest'),
          sourceType: dataset.requiredText('source_type'),
          source: dataset.requiredText('source'),
          schema: dataset.text('schema') ?? null,
          profile: dataset.text('profile') ?? null,
          tags: readPairs(input, 'tags'),
        };
      });
      const modelIds = fields.objects('models').map((model) => model.requiredText('model_id'));
      logInputs(services.db, { id, datasets, modelIds, now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/outputs',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      if (!fields.has('models')) fields.missing('models');
      const models = fields
        .objects('models')
        .map((model) => ({ modelId: model.requiredText('model_id'), step: model.int('step') ?? 0 }));
      logOutputs(services.db, { id, models, now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
  {
    method: 'POST',
    path: 'runs/log-model',
    handle: ({ fields, services }) => {
      const id = requiredRunId(fields);
      const text = fields.requiredText('model_json');
      appendModelHistory(services.db, { id, model: parseModel(text), now: services.now() });
      services.changes.run(id);
      return {};
    },
  },
];

const modelFields = ['artifact_path', 'flavors', 'run_id', 'utc_time_created'] as const;

function parseModel(text: string): unknown {
  const model = parseJson(text);
  const has = (name: string) => typeof model === 'object' && model !== null && Object.hasOwn(model, name);
  const missing = modelFields.filter((name) => !has(name)).map((name) => `'${name}'`);
  if (missing.length === 0) return model;
  throw new ModelTrailError('INVALID_VALUE', `Model json is missing mandatory fields: {${missing.join(', ')}}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ModelTrailError('INVALID_VALUE', `Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
}
