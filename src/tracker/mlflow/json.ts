import { fromStored, toStored, type Int } from '../../runs';

/** An integer of 16 digits or more may not fit a double: only then is the slower exact reading needed. */
const longInteger = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/;
const bareNumbers = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Reads a JSON body as MLflow's clients write it: integers keep all 64 bits (bigint where a number is not exact), a bare
 * `NaN` or `Infinity` is taken, and a body that is itself a JSON string is read a second time. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  const value = parseExact(text);
  return typeof value === 'string' ? parseExact(value) : value;
}

function parseExact(text: string): unknown {
  try {
    return longInteger.test(text) ? JSON.parse(text, reviveInteger) : JSON.parse(text);
  } catch (error) {
    const quoted = text.replace(bareNumbers, (token) => (token.startsWith('"') ? token : `"${token}"`));
    if (quoted === text) throw error;
    return JSON.parse(quoted, reviveInteger);
  }
}

interface ReviverContext {
  readonly source?: string;
}

function reviveInteger(this: unknown, _key: string, value: unknown, context?: ReviverContext): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** The same tree with every number, text and literal replaced by how it stood in the source, to echo it in a message. */
export function parseSources(text: string): unknown {
  return JSON.parse(text, function (this: unknown, _key: string, value: unknown, context?: ReviverContext) {
    return context?.source ?? value;
  } as (this: unknown, key: string, value: unknown) => unknown);
}

declare global {
  interface JSON {
    /** In every engine this runs on (V8 since 11.4), but not yet in TypeScript's library. */
    rawJSON(text: string): object;
  }
}

/** A 64-bit integer as a JSON number with all its digits. */
export function jsonInt(value: Int): number | object {
  return typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value;
}

/** A double as MLflow sends it: NaN is text, an infinity the greatest double. */
export function jsonDouble(value: number): number | string | object {
  if (Object.is(value, -0)) return JSON.rawJSON('-0.0');
  const stored = toStored(value);
  return Number.isNaN(fromStored(stored)) ? 'NaN' : stored;
}
