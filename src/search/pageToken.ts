import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ModelTrailError } from '../protocol/errors';
import type { Binding } from './compile';

const tokenSchema = z.object({
  query: z.string(),
  // Integers keep 64 bits as decimal text, which JSON numbers would not.
  last: z.array(z.union([z.string(), z.number(), z.null(), z.object({ int: z.string().regex(/^-?\d{1,19}$/) })])),
});

/** A short hash of what a page token belongs to: target, filter and order. */
export function queryMark(target: string, filter: string, orderBy: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([target, filter, orderBy]))
    .digest('base64url')
    .slice(0, 16);
}

/** The opaque token that continues after a row with these order values. */
export function encodePageToken(last: readonly Binding[], query: string): string {
  const values = last.map((value) => (typeof value === 'bigint' ? { int: String(value) } : value));
  return Buffer.from(JSON.stringify({ query, last: values })).toString('base64url');
}

/** The order values of a token. Throws `INVALID_VALUE` when it is damaged or belongs to another query. */
export function decodePageToken(token: string, query: string, columns: number): readonly Binding[] {
  const parsed = tokenSchema.safeParse(parseJson(Buffer.from(token, 'base64url').toString()));
  if (!parsed.success || parsed.data.last.length !== columns) {
    throw tokenError(parsed.success && parsed.data.query !== query ? FOREIGN : 'it could not be decoded');
  }
  if (parsed.data.query !== query) throw tokenError(FOREIGN);
  const values = parsed.data.last.map((value) => (isInt(value) ? BigInt(value.int) : value));
  if (values.some((value) => typeof value === 'bigint' && BigInt.asIntN(64, value) !== value)) {
    throw tokenError('it could not be decoded');
  }
  return values;
}

const FOREIGN = 'it belongs to a search with another filter or order';

function isInt(value: string | number | null | { readonly int: string }): value is { readonly int: string } {
  return typeof value === 'object' && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Any damage is reported alike by the caller.
    return null;
  }
}

function tokenError(reason: string): ModelTrailError {
  return new ModelTrailError('INVALID_VALUE', `Invalid page token, ${reason}.`, {
    hint: 'Send a next_page_token as it was received, with the same filter and order; leave it out for the first page.',
  });
}
