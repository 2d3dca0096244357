import { parseExact } from '../../protocol/exactJson';
import { fromStored, toStored, type Int } from '../../runs';

export { parseSources } from '../../protocol/exactJson';

/**
 * Reads a JSON body as MLflow's clients write it: exactly (`parseExact`), an empty one as no fields, and one that is itself
 * a JSON string a second time. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  const value = parseExact(text);
  return typeof value === 'string' ? parseExact(value) : value;
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
