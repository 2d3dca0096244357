import { hasParentSegment, invalid, isWithinUri, joinUri, readLoggedModelInfo, readRunInfo } from '../runs';
import { ModelTrailError } from '../protocol/errors';
import type { Db } from '../store';
import { readByAlias } from './aliases';
import { findModel } from './models';
import { toStage } from './names';
import { readVersionOf } from './readVersions';
import { latestVersions } from './latestVersions';
import type { ModelVersion } from './types';

export interface SourceRequest {
  readonly source: string;
  readonly runId?: string | undefined;
  readonly loggedModelId?: string | undefined;
  readonly artifactsFolder: string;
}

/** Where a version comes from: `source` as kept, `location` the URI of its bytes. */
export interface Origin {
  readonly source: string;
  readonly location: string;
  readonly runId: string | undefined;
  readonly loggedModelId: string | undefined;
  /** References of the versions that it copies. */
  readonly parents: readonly string[];
}

/**
 * Checks that a source may be registered by this request: what lies on this machine must belong to the run or logged model
 * that the request names, so that no other file can be made a model. Throws `INVALID_VALUE` with MLflow's words.
 */
export function resolveSource(db: Db, request: SourceRequest): Origin {
  const { source, runId, loggedModelId } = request;
  if (hasParentSegment(source)) throw refuse(source, relative);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(source)?.[1]?.toLowerCase() ?? 'file';
  switch (scheme) {
    case 'http':
    case 'https':
      throw refuse(source, 'A web address cannot be registered here.');
    case 'models':
      return resolveModels(db, request);
    case 'runs':
      return resolveRuns(db, request);
    case 'file':
    case 'mlflow-artifacts':
      return resolveStored(db, request, scheme);
    default: {
      const origin = loggedModelId ? readLoggedModelInfo(db, loggedModelId) : null;
      return { source, location: source, runId: runId || origin?.sourceRunId || undefined, loggedModelId, parents: [] };
    }
  }
}

const relative =
  'If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute ' +
  'path must be provided without relative path references present. Please provide an absolute path.';

function refuse(source: string, why: string): ModelTrailError {
  return invalid(`Invalid model version source: '${source}'. ${why}`);
}

function mustContain(source: string, parameter: 'run_id' | 'model_id'): ModelTrailError {
  return refuse(source, `The ${parameter} request parameter must identify the resource that contains the source.`);
}

function resolveModels(db: Db, { source, runId, loggedModelId }: SourceRequest): Origin {
  const logged = /^models:\/(m-[^/@]+)$/.exec(source)?.[1];
  if (logged !== undefined) {
    if (loggedModelId !== logged) throw mustContain(source, 'model_id');
    const model = readLoggedModelInfo(db, logged);
    return {
      source,
      location: model.artifactUri,
      runId: runId || model.sourceRunId || undefined,
      loggedModelId,
      parents: [],
    };
  }
  const original = readReferenced(db, source);
  const differs = (given: string | undefined, real: string | null) => given !== undefined && given !== (real ?? '');
  if (differs(runId, original.runId) || differs(loggedModelId, original.loggedModelId)) {
    throw refuse(source, 'The run_id and model_id request parameters must match the referenced model version.');
  }
  return {
    source: `models:/${original.name}/${original.number}`,
    location: original.location,
    runId: original.runId ?? undefined,
    loggedModelId: original.loggedModelId ?? undefined,
    parents: [`${original.name}/${original.number}`],
  };
}

/** The version behind `models:/name/3`, `models:/name@alias` or `models:/name/Stage`. */
function readReferenced(db: Db, source: string): ModelVersion {
  const [, name, sign, what] = /^models:\/([^/@]+)([/@])([^/@]+)$/.exec(source) ?? [];
  if (!name || !what) throw mustContain(source, 'model_id');
  if (sign === '@' || what.toLowerCase() === 'latest') return readByAlias(db, name, what);
  const model = findModel(db, name);
  if (/^\d{1,15}$/.test(what)) return readVersionOf(db, model, Number(what));
  const [latest] = latestVersions(db, model.id, [toStage(what)]);
  if (!latest) {
    throw new ModelTrailError('VERSION_NOT_FOUND', `Model '${name}' has no version in stage ${what}.`);
  }
  return latest;
}

function resolveRuns(db: Db, { source, runId, loggedModelId }: SourceRequest): Origin {
  const [, named, path = ''] = /^runs:\/+([^/]+)(?:\/(.*))?$/.exec(source) ?? [];
  if (!named || named !== runId) throw mustContain(source, 'run_id');
  return { source, location: joinUri(readRunInfo(db, named).artifactUri, path), runId, loggedModelId, parents: [] };
}

function resolveStored(db: Db, request: SourceRequest, scheme: 'file' | 'mlflow-artifacts'): Origin {
  const { source, runId, loggedModelId, artifactsFolder } = request;
  const model = find(() => (loggedModelId ? readLoggedModelInfo(db, loggedModelId) : null));
  const run = find(() => (runId ? readRunInfo(db, runId) : null));
  const isInside = [model, run].some((owner) => owner && isWithinUri(source, owner.artifactUri, artifactsFolder));
  if (isInside) {
    return { source, location: source, runId: runId || model?.sourceRunId || undefined, loggedModelId, parents: [] };
  }
  const parameter = loggedModelId ? 'model_id' : 'run_id';
  if (scheme === 'mlflow-artifacts') throw mustContain(source, parameter);
  throw refuse(
    source,
    `To use a local path as a model version source, the ${parameter} request parameter has to be specified and the ` +
      `local path has to be contained within the artifact directory of the run specified by the ${parameter}.`,
  );
}

/** A run or model that is not there contains nothing. */
function find<Found>(read: () => Found): Found | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ModelTrailError && error.code.endsWith('_NOT_FOUND')) return null;
    throw error;
  }
}
