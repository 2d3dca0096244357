import { SearchSyntaxError } from './errors';
import { parseDate, parseDuration } from './times';
import type { Token } from './tokens';
import type { Entity } from './vocabulary';

/** A value of a comparison; spans of numbers and times are closed and hold one point where `from` is `last`. */
export type Value =
  | { readonly type: 'span'; readonly from: number | bigint; readonly last: number | bigint }
  /** Milliseconds relative to now; negative in the past. */
  | { readonly type: 'relative'; readonly offset: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'head' }
  | { readonly type: 'boolean'; readonly value: boolean };

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** The value a token stands for beside `entity`. Throws `SearchSyntaxError` with MLflow's message when it does not fit. */
export function readValue(token: Token, entity: Entity): Value {
  switch (entity.type) {
    case 'number':
      return token.type === 'number' ? point(Number(token.raw)) : refuseNumber(token, entity);
    case 'integer':
      return token.type === 'number' ? point(readInteger(token.raw)) : refuseNumber(token, entity);
    case 'duration':
      if (token.type === 'duration') return point(parseDuration(token.raw));
      return token.type === 'number' ? point(Number(token.raw)) : refuseNumber(token, entity);
    case 'time':
      return readTime(token, entity);
    case 'boolean':
      return readBoolean(token, entity);
    case 'commit':
      if (token.type === 'name' && token.raw.toUpperCase() === 'HEAD') return { type: 'head' };
      return { type: 'text', value: readText(token, entity) };
    case 'text':
      return { type: 'text', value: readText(token, entity) };
  }
}

/** The content of `'…'` or `"…"`, null for other tokens. */
function quotedText(token: Token): string | null {
  if (token.type === 'text') return token.text;
  return token.type === 'name' && token.quote === '"' && token.qualifier === null ? token.key : null;
}

function point(value: number | bigint): Value {
  return { type: 'span', from: value, last: value };
}

function readInteger(raw: string): number | bigint {
  if (!/^[+-]?\d+$/.test(raw)) return Number(raw);
  const exact = BigInt(raw.replace('+', ''));
  return exact >= INT64.min && exact <= INT64.max ? exact : Number(raw);
}

function readTime(token: Token, entity: Entity): Value {
  if (token.type === 'number') return point(readInteger(token.raw));
  if (token.type === 'duration' && token.raw.startsWith('-')) {
    return { type: 'relative', offset: parseDuration(token.raw) };
  }
  const span = parseDate(quotedText(token) ?? '');
  return span ? { type: 'span', ...span } : refuseNumber(token, entity);
}

function readBoolean(token: Token, entity: Entity): Value {
  const word = (quotedText(token) ?? token.raw).toLowerCase();
  if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' };
  throw new SearchSyntaxError(`Expected true or false for ${entity.kind} '${entity.key}'. Got value ${token.raw}`, {
    position: token.start,
    expected: 'true or false',
  });
}

function readText(token: Token, entity: Entity): string {
  const text = quotedText(token);
  if (text !== null) return text;
  const where = { position: token.start, expected: `text in quotes, such as 'my-value'` };
  if (token.type === 'name') {
    throw new SearchSyntaxError(
      'Parameter value is either not quoted or unidentified quote types used for string value ' +
        `${token.raw}. Use either single or double quotes.`,
      where,
    );
  }
  const subject = TEXT_SUBJECTS[entity.kind] ?? `${entity.kind} (e.g. 'my-value')`;
  throw new SearchSyntaxError(`Expected a quoted string value for ${subject}. Got value ${token.raw}`, where);
}

const TEXT_SUBJECTS: Readonly<Record<string, string>> = { attribute: 'attributes', dataset: 'dataset attributes' };

const NUMBER_FORMS: Readonly<Record<string, string>> = {
  time: "a number of milliseconds, a date such as '2026-11-01', or a time ago such as -7d",
  duration: 'a duration such as 5m or 1h30m, or a number of milliseconds',
};

function refuseNumber(token: Token, entity: Entity): never {
  const subject = entity.kind === 'metric' ? 'metric' : `numeric attribute: ${entity.key}`;
  throw new SearchSyntaxError(`Expected numeric value type for ${subject}. Found ${token.raw}`, {
    position: token.start,
    expected: NUMBER_FORMS[entity.type] ?? 'a number without quotes',
  });
}
