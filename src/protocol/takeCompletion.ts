// Apart from the contract: the tree's filter takes completions too, and the extension starts without the checks of messages.
import type { CompletionItem } from './searchRpc';

/** The text and its caret after a completion is taken for the part from `from` to `to`. */
export function takeCompletion(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  { insert }: CompletionItem,
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, from) + insert;
  // One space is enough.
  const rest = insert.endsWith(' ') && text[to] === ' ' ? to + 1 : to;
  return { text: before + text.slice(rest), caret: before.length };
}
