import type { RpcResult } from '../../../src/protocol/rpc';
import { takeCompletion } from '../../../src/protocol/takeCompletion';

export type Completion = RpcResult<'search/complete'>;

export interface BoxState {
  readonly text: string;
  /** What the tracker read in `text`; null while it has not. */
  readonly answer: Completion | null;
  /** Whether the list of completions is shown. */
  readonly open: boolean;
  /** Index of the chosen completion; -1: none, and Enter searches. */
  readonly active: number;
  /** Whether an error is shown. */
  readonly complaining: boolean;
  /** Why the tracker did not read the text. */
  readonly failure: string | null;
}

export type KeyAction =
  { readonly kind: 'open' | 'close' | 'accept' | 'search' } | { readonly kind: 'activate'; readonly index: number };

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
}

const page = 8;

/** What a key means in the box; null: what it means anywhere. */
export function keyAction({ key, ctrlKey, altKey, shiftKey, isComposing }: Key, state: BoxState): KeyAction | null {
  if (isComposing || altKey || shiftKey) return null;
  const { open, active } = state;
  const count = state.answer?.items.length ?? 0;
  if (ctrlKey) return key === ' ' ? { kind: 'open' } : null;
  const activate = (index: number): KeyAction => ({ kind: 'activate', index });
  switch (key) {
    case 'ArrowDown':
      return open ? activate(active + 1 < count ? active + 1 : 0) : { kind: 'open' };
    case 'ArrowUp':
      if (!open) return null;
      return activate(active > 0 ? active - 1 : count - 1);
    case 'PageDown':
      return open ? activate(Math.min(count - 1, active + page)) : null;
    case 'PageUp':
      return open ? activate(Math.max(0, active - page)) : null;
    case 'Escape':
      return open ? { kind: 'close' } : null;
    case 'Tab':
      return open && active >= 0 ? { kind: 'accept' } : null;
    case 'Enter':
      return open && active >= 0 ? { kind: 'accept' } : { kind: 'search' };
    default:
      return null;
  }
}

/** The text and caret after the completion is taken; null when there is none. */
export function accept({ text, answer }: BoxState, index: number): { text: string; caret: number } | null {
  const item = answer?.items[index];
  return answer && item ? takeCompletion(text, answer, item) : null;
}

/** The completion that is chosen by itself: the first, where a word of the text is begun that it finishes. */
export function firstActive({ from, to, items }: Completion, text: string): number {
  const [first] = items;
  return from < to && first !== undefined && first.insert.trimEnd() !== text.slice(from, to) ? 0 : -1;
}

/** Whether the text would be a filter if more of it were written. */
export function isUnfinished({ text, answer }: BoxState): boolean {
  const error = answer?.error;
  if (!error) return false;
  return error.position >= text.trimEnd().length || openQuote.test(text.slice(error.position));
}

const openQuote = /^[^'"`]*(['"`])(?:(?!\1).)*$/s;
