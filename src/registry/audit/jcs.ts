/** A value as JSON can hold it; properties that are undefined are left out. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 code units, no spaces, numbers as ECMAScript writes them. Throws a
 * `TypeError` for NaN and infinite numbers. Halves of surrogate pairs, which UTF-8 cannot hold, become U+FFFD.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(wellFormed(value));
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}.`);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const parts = Object.entries(value)
    .map(([key, item]) => [wellFormed(key), item] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .flatMap(([key, item]) => (item === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(item)}`]));
  return `{${parts.join(',')}}`;
}

/** `Array.isArray` does not narrow readonly arrays away. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
