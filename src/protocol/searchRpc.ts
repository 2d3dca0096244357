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
      /** Null for a text that may be searched with. */
      error: z
        .object({ position: z.int(), length: z.int(), message: z.string(), expected: z.string().nullable() })
        .nullable(),
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
