import { toWord, type Candidate } from './completer';
import { operatorsOf } from './expression';
import type { Entity } from './vocabulary';

const operatorDetails: Readonly<Record<string, string>> = {
  '=': 'equal',
  '!=': 'other than',
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
  BETWEEN: 'from … to …, both included',
  IN: 'one of a list',
  'NOT IN': 'none of a list',
  LIKE: 'a pattern: % any text, _ one character',
  ILIKE: 'a pattern, in any case',
  CONTAINS: 'a part of the text, in any case',
  'IS NULL': 'it is missing',
  'IS NOT NULL': 'it is there, whatever it is',
};

/** Operators that may follow `entity`; after a NOT those that are words. */
export function operatorItems({ type, kind }: Entity, negated: boolean): readonly Candidate[] {
  const known: readonly string[] = operatorsOf(type);
  if (negated) return known.filter((word) => /^[A-Z]+$/.test(word)).map((word) => toOperator(word));
  return [...known, ...(kind === 'metric' ? [] : ['IS NULL', 'IS NOT NULL'])].map((word) => toOperator(word));
}

function toOperator(word: string): Candidate {
  return toWord(word, 'operator', operatorDetails[word] ?? null);
}
