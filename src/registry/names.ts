import { posix } from 'node:path';
import { checkKey, checkLength, invalid, type KeyValue } from '../runs';
import { stages, type Stage } from './types';

export { foldName } from './foldName';

const longest = { name: 256, alias: 255, description: 100_000, tagValue: 100_000, reason: 10_000 };

/** Refuses a model name that is blank, too long, or would not stand as one segment of a URI. */
export function checkModelName(name: string, field: 'name' | 'new_name' = 'name'): void {
  if (name.trim() === '') {
    throw invalid(
      `Missing value for required parameter '${field}'. See the API docs for more information about request parameters.`,
    );
  }
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  if (/\p{Cc}/u.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain control characters.`);
  if (posix.normalize(name) !== name || name === '.' || name === '..') {
    throw invalid(`Invalid model name '${name}'. A name cannot be a path such as '..'.`);
  }
  checkLength(field, name, longest.name);
}

/** Refuses an alias that has odd characters or would read as a version. */
export function checkAlias(alias: string): void {
  if (alias === '') throw invalid('Registered model alias name cannot be empty.');
  if (!/^[A-Za-z0-9_-]*$/.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  if (alias.length > longest.alias) {
    throw invalid(`'Registered model alias name' exceeds the maximum length of ${longest.alias} characters`);
  }
  if (alias.toLowerCase() === 'latest') throw invalid("'latest' alias name (case insensitive) is reserved.");
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
}

/** Refuses a registry tag that is too long or has odd characters in its key. */
export function checkTag({ key, value }: KeyValue): void {
  checkKey('Tag', key);
  checkLength('value', value, longest.tagValue);
}

export function checkDescription(description: string): void {
  checkLength('description', description, longest.description);
}

export function checkReason(reason: string): void {
  checkLength('reason', reason, longest.reason);
}

/** The stage of this name in any case. */
export function toStage(name: string): Stage {
  const stage = stages.find((known) => known.toLowerCase() === name.toLowerCase());
  if (stage) return stage;
  throw invalid(`Invalid Model Version stage: ${name}. Value must be one of ${stages.join(', ')}.`);
}

/** The version number in text. */
export function toNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(`Parameter 'version' must be an integer, got '${text}'.`);
}
