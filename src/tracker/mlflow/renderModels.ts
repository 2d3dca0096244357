import type { LoggedModel } from '../../runs';
import type { ModelVersion, RegisteredModel } from '../../registry';
import { renderPoint } from './render';

/** A logged model as the REST API shows it. */
export function renderLoggedModel({ info, params, tags, metrics }: LoggedModel): object {
  return {
    info: {
      model_id: info.id,
      experiment_id: info.experimentId,
      name: info.name,
      creation_timestamp_ms: info.created,
      last_updated_timestamp_ms: info.updated,
      artifact_uri: info.artifactUri,
      status: `LOGGED_MODEL_${info.status}`,
      ...(info.modelType === null ? {} : { model_type: info.modelType }),
      ...(info.sourceRunId === null ? {} : { source_run_id: info.sourceRunId }),
      tags,
    },
    data: {
      params,
      metrics: metrics.map((point) => ({
        ...renderPoint(point),
        model_id: info.id,
        run_id: point.runId,
        ...(point.datasetName === undefined ? {} : { dataset_name: point.datasetName }),
        ...(point.datasetDigest === undefined ? {} : { dataset_digest: point.datasetDigest }),
      })),
    },
  };
}

/** A model version as the REST API shows it: its number is text. */
export function renderVersion(version: ModelVersion): object {
  return {
    name: version.name,
    version: String(version.number),
    creation_timestamp: version.created,
    last_updated_timestamp: version.updated,
    current_stage: version.stage,
    ...(version.description === null ? {} : { description: version.description }),
    source: version.source,
    ...(version.runId === null ? {} : { run_id: version.runId }),
    ...(version.loggedModelId === null ? {} : { model_id: version.loggedModelId }),
    status: version.status,
    run_link: version.runLink ?? '',
    tags: version.tags,
    aliases: version.aliases,
  };
}

export function renderModel(model: RegisteredModel): object {
  return {
    name: model.name,
    creation_timestamp: model.created,
    last_updated_timestamp: model.updated,
    ...(model.description === null ? {} : { description: model.description }),
    latest_versions: model.latestVersions.map(renderVersion),
    tags: model.tags,
    aliases: model.aliases.map(({ alias, version }) => ({ alias, version: String(version) })),
  };
}
