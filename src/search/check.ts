import type { QueryClause } from '../protocol/searchRpc';
import { compileFilter, type SearchContext } from './compile';
import { SearchSyntaxError } from './errors';
import { attempt, parseFilter } from './expression';
import { termsOf } from './syntax';
import type { Target } from './target';
import { tokenize } from './tokens';

export interface FilterProblem {
  /** In UTF-16 units of the filter; `length` is 0 where something is missing. */
  readonly position: number;
  readonly length: number;
  readonly message: string;
  readonly expected: string | null;
}

/** Why a filter cannot be searched with; null when it can. */
export function checkFilter(filter: string, target: Target, context: SearchContext): FilterProblem | null {
  try {
    const expression = parseFilter(filter, target.vocabulary);
    if (expression) compileFilter(expression, { source: target.source, context });
    return null;
  } catch (error) {
    if (!(error instanceof SearchSyntaxError)) throw error;
    const { position, message, expected } = error;
    const token = tokenize(filter).find(({ start, end }) => start <= position && position < end);
    return { position, length: token ? token.end - position : 0, message, expected };
  }
}

/** The terms that a filter joins by AND at its top; null where its grammar is wrong. */
export function readClauses(filter: string): readonly QueryClause[] | null {
  const terms = attempt(() => termsOf(filter));
  return (
    terms?.map(({ from, to, tokens, open }) => ({ from, to, open, text: tokens.map(({ raw }) => raw).join(' ') })) ??
    null
  );
}
