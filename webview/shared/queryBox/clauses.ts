import type { QueryClause } from '../../../src/protocol/searchRpc';

/** A filter text with its top-level terms, as `search/complete` reads it. */
export interface ReadQuery {
  readonly text: string;
  readonly clauses: readonly QueryClause[];
}

/** Whether `clause`, spelled as `search/complete` spells it, is one of the query's terms. */
export function hasClause({ clauses }: ReadQuery, clause: string): boolean {
  return clauses.some(({ text }) => text === clause);
}

/**
 * The query's text without the terms `gone` and with `clause`, unless that is null or already there. Every other
 * character stays, but for one AND beside each term that goes and brackets around an OR that another term joins.
 */
export function changeClauses(query: ReadQuery, clause: string | null, gone: readonly string[] = []): string {
  const kept = query.clauses.filter(({ text }) => text === clause || !gone.includes(text));
  const text = textOf(query, kept);
  if (clause === null || hasClause(query, clause)) return text;
  const [only] = kept;
  if (only === undefined) return clause;
  const before = only.open
    ? `${query.text.slice(0, only.from)}(${query.text.slice(only.from, only.to)})`
    : text.trimEnd();
  return `${before} AND ${clause}`;
}

function textOf({ text, clauses }: ReadQuery, kept: readonly QueryClause[]): string {
  if (kept.length === clauses.length) return text;
  if (kept.length === 0) return '';
  const parts = kept.map((clause, index) => {
    const before = index === 0 ? undefined : clauses[clauses.indexOf(clause) - 1];
    return text.slice(before?.to ?? clause.from, clause.to);
  });
  return text.slice(0, clauses[0]?.from) + parts.join('') + text.slice(clauses.at(-1)?.to);
}
