import type { RpcResult } from '../../protocol/rpc';
import type { CompletionItem } from '../../protocol/searchRpc';
import { takeCompletion } from '../../protocol/takeCompletion';

export type ReadFilter = RpcResult<'search/complete'>;

/** A row of the filter box; `of` is the text it belongs to. */
export type FilterChoice =
  | { readonly kind: 'apply'; readonly of: string }
  | { readonly kind: 'wrong'; readonly of: string; readonly message: string; readonly hint: string }
  | { readonly kind: 'take'; readonly of: string; readonly item: CompletionItem; readonly text: string };

const mostCompletions = 50;

/** What Enter would do with the text comes first, then what may follow it. */
export function toFilterChoices(text: string, { error, items, ...range }: ReadFilter): readonly FilterChoice[] {
  const first: FilterChoice =
    error === null
      ? { kind: 'apply', of: text }
      : {
          kind: 'wrong',
          of: text,
          message: error.message,
          hint: error.expected === null ? '' : `Character ${error.position + 1}: expected ${error.expected}`,
        };
  const completions = items.slice(0, mostCompletions).map((item) => {
    return { kind: 'take' as const, of: text, item, text: takeCompletion(text, range, item).text };
  });
  // What is written already needs no completion.
  return [first, ...completions.filter((choice) => choice.text.trimEnd() !== text.trimEnd())];
}
