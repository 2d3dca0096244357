import type { CompletionItem } from '../protocol/searchRpc';
import type { Entity, Vocabulary } from './vocabulary';

/** What is there to be named, the most used first. `typed` is what the user wrote of it, in any case. */
export interface CompletionSource {
  /** Names logged under an open kind such as `metric`. */
  readonly keys: (kind: string, typed: string) => readonly Known[];
  readonly values: (entity: Entity, typed: string) => readonly Known[];
}

export interface Known {
  readonly text: string;
  readonly detail: string;
}

export interface Completer {
  readonly vocabulary: Vocabulary;
  readonly source: CompletionSource;
}

/** An item, and the texts of which one must hold what the user typed. */
export interface Candidate {
  readonly item: CompletionItem;
  readonly texts: readonly string[];
}

/** An item that is inserted as it reads, with a space behind it. */
export function toWord(word: string, kind: CompletionItem['kind'], detail: string | null = null): Candidate {
  return { item: { label: word, insert: word === '(' ? word : `${word} `, kind, detail }, texts: [word] };
}
