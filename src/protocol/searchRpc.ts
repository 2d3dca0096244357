import * as z from 'zod';

export const completionItem = z.object({
  /** What the list shows. */
  label: z.string(),
  /** What replaces `from`–`to`, quoted as the language needs it. */
  insert: z.string(),
  kind: z.enum(['field', 'key', 'operator', 'value', 'keyword']),
  /** A word about it: `in 120 runs`, `text`. */
  detail: z.string().nullable(),
});
export type CompletionItem = z.infer<typeof completionItem>;

/** One of the terms that a filter joins by AND at its top. */
export const queryClause = z.object({
  from: z.int(),
  to: z.int(),
  /** The term in one spelling, however it was spaced: equal terms have equal texts. */
  text: z.string(),
  /** True for terms joined by OR without brackets: another AND needs them. */
  open: z.boolean(),
});
export type QueryClause = z.infer<typeof queryClause>;

/** Questions about texts in the search language. Positions count UTF-16 code units, as JavaScript and VS Code do. */
export const searchRpc = {
  /** What may stand at the caret, and whether the whole text is a filter. */
  'search/complete': {
    params: z.object({
      text: z.string().max(20_000),
      caret: z.int().min(0),
      /** Keys and values of these experiments; absent: of all. */
      experimentIds: z.array(z.string()).optional(),
    }),
    result: z.object({
      /** The part that an item replaces. */
      from: z.int(),
      to: z.int(),
      items: z.array(completionItem).max(200),
      /** The filter's top-level terms; null for a text whose grammar is wrong. */
      clauses: z.array(queryClause).nullable(),
      /** Null for a text that may be searched with. */
      error: z
        .object({ position: z.int(), length: z.int(), message: z.string(), expected: z.string().nullable() })
        .nullable(),
      /** Who works at this machine, as runs name their users. */
      user: z.string(),
    }),
  },
  /**
   * The metrics of the runs whose name a regular expression (JavaScript, `u` and `i`) finds. One that does not end in time
   * fails with `TOO_SLOW`, one that is none with `INVALID_VALUE`.
   */
  'search/metricKeys': {
    params: z.object({ ids: z.array(z.string()).min(1), pattern: z.string().max(2_000) }),
    result: z.object({ keys: z.array(z.string()) }),
  },
} as const;
