import type { Experiment, MetricPoint, Run, RunInfo } from '../../runs';
import { jsonDouble, jsonInt } from './json';

/** An experiment as the REST API shows it. */
export function renderExperiment(experiment: Experiment): object {
  return {
    experiment_id: experiment.id,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.lifecycle,
    last_update_time: experiment.updated,
    creation_time: experiment.created,
    tags: experiment.tags,
  };
}

export function renderRunInfo(info: RunInfo): object {
  return {
    run_uuid: info.id,
    run_id: info.id,
    run_name: info.name,
    experiment_id: info.experimentId,
    user_id: info.userId,
    status: info.status,
    ...(info.startTime === null ? {} : { start_time: jsonInt(info.startTime) }),
    ...(info.endTime === null ? {} : { end_time: jsonInt(info.endTime) }),
    artifact_uri: info.artifactUri,
    lifecycle_stage: info.lifecycle,
  };
}

export function renderPoint(point: MetricPoint): object {
  return {
    key: point.key,
    value: jsonDouble(point.value),
    timestamp: jsonInt(point.timestamp),
    step: jsonInt(point.step),
  };
}

/** A run whole: info, data, inputs and, where there are any, outputs. */
export function renderRun(run: Run): object {
  return {
    info: renderRunInfo(run.info),
    data: { metrics: run.metrics.map(renderPoint), params: run.params, tags: run.tags },
    inputs: {
      dataset_inputs: run.datasets.map((dataset) => ({
        tags: dataset.tags,
        dataset: {
          name: dataset.name,
          digest: dataset.digest,
          source_type: dataset.sourceType,
          source: dataset.source,
          ...(dataset.schema === null ? {} : { schema: dataset.schema }),
          ...(dataset.profile === null ? {} : { profile: dataset.profile }),
        },
      })),
      model_inputs: run.modelInputs.map(({ modelId }) => ({ model_id: modelId })),
    },
    ...(run.modelOutputs.length === 0
      ? {}
      : {
          outputs: {
            model_outputs: run.modelOutputs.map(({ modelId, step }) => ({
              model_id: modelId,
              step: jsonInt(step ?? 0),
            })),
          },
        }),
  };
}
