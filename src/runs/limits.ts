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

/** Refuses a metric, param or tag name that MLflow refuses: too long, odd characters, or a path that leaves its folder. */
export function checkKey(what: 'Metric' | 'Param' | 'Tag', key: string): void {
  if (key.length > limits.key && Array.from(key).length > limits.key) {
    throw invalid(`'${what} key' exceeds the maximum length of ${limits.key} characters`);
  }
  if (badCharacters.test(key)) {
    throw invalid(
      `Invalid value "${key}" for parameter '${what.toLowerCase()}' supplied: Names may only contain alphanumerics, ` +
        'underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).',
    );
  }
  const normal = posix.normalize(key);
  if (normal !== key || key.startsWith('/') || key === '..' || key === '.' || key.startsWith('../')) {
    throw invalid(
      `Invalid value "${key}" for parameter '${what.toLowerCase()}' supplied: Names may be treated as files in certain ` +
        `cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`,
    );
  }
}

/** The first `max` characters of a value, as MLflow cuts long params and tags. */
export function cut(value: string, max: number): string {
  if (value.length <= max) return value;
  const characters = Array.from(value);
  return characters.length <= max ? value : characters.slice(0, max).join('');
}
