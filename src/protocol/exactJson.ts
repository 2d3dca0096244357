/** An integer of 16 digits or more may not fit a double: only then is the slower exact reading needed. */
const longInteger = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/;
const bareNumbers = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Reads JSON as Python and others write it: integers keep all 64 bits (bigint where a number is not exact), and a bare
 * `NaN`, `Infinity` or `-Infinity` becomes that text. Throws SyntaxError.
 */
export function parseExact(text: string): unknown {
  try {
    return longInteger.test(text) ? JSON.parse(text, reviveInteger) : JSON.parse(text);
  } catch (error) {
    const quoted = quoteBareNumbers(text);
    if (quoted === text) throw error;
    return JSON.parse(quoted, reviveInteger);
  }
}

/** The same tree with every number, text and literal replaced by how it stands in the source. Throws SyntaxError. */
export function parseSources(text: string): unknown {
  return JSON.parse(text, function (this: unknown, _key: string, value: unknown, context?: ReviverContext) {
    return context?.source ?? value;
  } as (this: unknown, key: string, value: unknown) => unknown);
}

/** The text with what JSON has no number for (`NaN`, `Infinity`) in quotes, outside of strings alone. */
export function quoteBareNumbers(text: string): string {
  return text.replace(bareNumbers, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

interface ReviverContext {
  readonly source?: string;
}

function reviveInteger(this: unknown, _key: string, value: unknown, context?: ReviverContext): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}
