import { posix } from 'node:path';
import { ModelTrailError } from '../protocol/errors';

/** Limits of MLflow's tracking store; what is beyond is refused with MLflow's own words, or cut where MLflow cuts. */
export const limits = {
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentTagValue: 20_000,
  experimentName: 500,
  artifactLocation: 2048,
  batchMetrics: 1000,
  batchParams: 100,
  batchTags: 100,
  batchTotal: 1000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
} as const;

export function invalid(message: string, hint?: string): ModelTrailError {
  return new ModelTrailError('INVALID_VALUE', message, hint === undefined ? {} : { hint });
}

/** Refuses text over `max` characters (counted as Python does, by code point). */
export function checkLength(what: string, value: string, max: number): void {
  if (value.length > max && Array.from(value).length > max) {
    throw invalid(`'${what}' exceeds the maximum length of ${max} characters`);
  }
}

const badCharacters = /[^\p{L}\p{N}_\-. :/]/u;

/** What MLflow calls a key in its refusals: the parameter, and the thing that is too long. */
const keyNames = {
  Metric: { parameter: 'name', long: 'Metric name' },
  Param: { parameter: 'key', long: 'Param key' },
  Tag: { parameter: 'key', long: 'key' },
} as const;

/**
 * Refuses a metric, param or tag name that MLflow refuses: too long, odd characters, or a path that leaves its folder.
 * `place` is where the name stands in its request, such as `metrics[0]`.
 */
export function checkKey(what: keyof typeof keyNames, key: string, place?: string): void {
  const { parameter, long } = keyNames[what];
  checkLength(long, key, limits.key);
  const refused = (why: string) =>
    invalid(
      `Invalid value ${JSON.stringify(key)} for parameter '${place ? `${place}.` : ''}${parameter}' supplied: ${why}`,
    );
  if (badCharacters.test(key)) {
    throw refused(
      'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and ' +
        'slashes (/).',
    );
  }
  const normal = posix.normalize(key).replace(/(?<=.)\/$/, '');
  if (normal !== key || normal === '.' || normal.startsWith('..') || normal.startsWith('/')) {
    throw refused(
      'Names may be treated as files in certain cases, and must not resolve to other names when treated as such. ' +
        `This name would resolve to '${normal}'`,
    );
  }
}

/** The first `max` characters of a value, as MLflow cuts long params and tags. */
export function cut(value: string, max: number): string {
  if (value.length <= max) return value;
  const characters = Array.from(value);
  return characters.length <= max ? value : characters.slice(0, max).join('');
}
