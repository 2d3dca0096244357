import { SearchSyntaxError } from './errors';
import { tokenize, type NameToken, type Token } from './tokens';

/** A filter as it was written, before its names and values are given a meaning. */
export type SyntaxNode =
  | { readonly node: 'and' | 'or'; readonly parts: readonly SyntaxNode[] }
  | { readonly node: 'not'; readonly part: SyntaxNode }
  | SyntaxClause;

/** One clause; `text` is the clause as written, for messages. */
export type SyntaxClause =
  | { readonly node: 'flag'; readonly name: NameToken; readonly text: string }
  | { readonly node: 'null'; readonly name: NameToken; readonly negated: boolean; readonly text: string }
  | {
      readonly node: 'comparison';
      readonly name: NameToken;
      readonly operator: string;
      readonly operatorAt: number;
      readonly negated: boolean;
      readonly values: readonly Token[];
      readonly text: string;
    };

/** Brackets deeper than this are refused: neither the parser's stack nor SQLite's expression depth may run out. */
const MAX_DEPTH = 50;
const MAX_CLAUSES = 200;

const CLAUSE = "a comparison such as params.lr = '0.1'";
const OPERATOR = 'an operator such as =, LIKE, IN or IS NULL';
const VALUE = 'a value: a number, or text in quotes';
const WORD_OPERATORS: readonly string[] = ['LIKE', 'ILIKE', 'CONTAINS', 'IN', 'BETWEEN'];

/** What the parser would take at the end of a text that is not finished. */
export type Continuation =
  | { readonly takes: 'mark'; readonly mark: '(' | ')' | ',' }
  | { readonly takes: 'keyword'; readonly word: string }
  | { readonly takes: 'name' }
  | { readonly takes: 'operator'; readonly name: NameToken; readonly negated: boolean }
  | { readonly takes: 'value'; readonly name: NameToken; readonly operator: string };

/** A term of the AND at the top of a filter, and where it stands, brackets included. */
export interface Term {
  readonly from: number;
  readonly to: number;
  readonly tokens: readonly Token[];
  /** True for terms joined by OR without brackets around them. */
  readonly open: boolean;
}

interface Cursor {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly continuations: Continuation[];
  readonly terms: Term[];
  index: number;
  clauses: number;
}

/** The syntax tree of a filter, null for an empty one. Throws `SearchSyntaxError`. */
export function parseSyntax(source: string): SyntaxNode | null {
  const cursor = cursorOf(source);
  return isEmpty(cursor) ? null : parseWhole(cursor);
}

/** What may follow `prefix`, in the order the parser asks for it; nothing where it is wrong already. */
export function continuationsOf(prefix: string): readonly Continuation[] {
  const cursor = cursorOf(prefix);
  try {
    parseWhole(cursor);
  } catch (error) {
    if (!(error instanceof SearchSyntaxError)) throw error;
  }
  return cursor.continuations;
}

/** The terms that a filter joins by AND at its top; a filter of terms joined by OR is one. Throws `SearchSyntaxError`. */
export function termsOf(source: string): readonly Term[] {
  const cursor = cursorOf(source);
  if (isEmpty(cursor)) return [];
  const tree = parseWhole(cursor);
  if (tree.node !== 'or' || cursor.terms.length === 1) return cursor.terms;
  const [from, to] = [cursor.terms[0]?.from ?? 0, cursor.terms.at(-1)?.to ?? source.length];
  return [{ from, to, tokens: cursor.tokens.slice(0, -1), open: true }];
}

function cursorOf(source: string): Cursor {
  return { source, tokens: tokenize(source), continuations: [], terms: [], index: 0, clauses: 0 };
}

function isEmpty({ tokens }: Cursor): boolean {
  return tokens.length === 1;
}

function parseWhole(cursor: Cursor): SyntaxNode {
  const tree = parseOr(cursor, 0);
  if (peek(cursor).type !== 'end') throw invalidClause(cursor, peek(cursor).start, 'AND, OR or the end of the filter');
  return tree;
}

/** Notes what could stand at the cursor, where the text ends there. */
function want(cursor: Cursor, continuation: Continuation): void {
  if (peek(cursor).type === 'end') cursor.continuations.push(continuation);
}

/** The error of a clause that cannot be read, in MLflow's words. */
export function clauseError(text: string, position: number, expected: string): SearchSyntaxError {
  return new SearchSyntaxError(`Invalid clause(s) in filter string: '${text}'`, { position, expected });
}

function parseOr(cursor: Cursor, depth: number): SyntaxNode {
  return parseJoined(cursor, 'or', () => parseJoined(cursor, 'and', () => parseTerm(cursor, depth)));
}

function parseTerm(cursor: Cursor, depth: number): SyntaxNode {
  const first = cursor.index;
  const node = parseUnary(cursor, depth);
  if (depth === 0) {
    const tokens = cursor.tokens.slice(first, cursor.index);
    cursor.terms.push({ from: tokens[0]?.start ?? 0, to: tokens.at(-1)?.end ?? 0, tokens, open: false });
  }
  return node;
}

function parseJoined(cursor: Cursor, node: 'and' | 'or', parsePart: () => SyntaxNode): SyntaxNode {
  const first = parsePart();
  const parts = [first];
  while (takeKeyword(cursor, node.toUpperCase())) parts.push(parsePart());
  return parts.length === 1 ? first : { node, parts };
}

function parseUnary(cursor: Cursor, depth: number): SyntaxNode {
  const { start } = peek(cursor);
  if (depth > MAX_DEPTH) throw invalidClause(cursor, start, `at most ${MAX_DEPTH} nested brackets`);
  want(cursor, { takes: 'name' });
  if (takeKeyword(cursor, 'NOT')) return { node: 'not', part: parseUnary(cursor, depth + 1) };
  want(cursor, { takes: 'mark', mark: '(' });
  if (peek(cursor).type !== '(') return parseClause(cursor);
  cursor.index += 1;
  const inner = parseOr(cursor, depth + 1);
  want(cursor, { takes: 'mark', mark: ')' });
  if (peek(cursor).type !== ')') throw invalidClause(cursor, start, "AND, OR or a closing ')'");
  cursor.index += 1;
  return inner;
}

function parseClause(cursor: Cursor): SyntaxNode {
  const name = peek(cursor);
  if (name.type !== 'name' || isKeyword(name, 'AND') || isKeyword(name, 'OR')) {
    throw invalidClause(cursor, name.start, CLAUSE);
  }
  if (++cursor.clauses > MAX_CLAUSES) throw invalidClause(cursor, name.start, `at most ${MAX_CLAUSES} comparisons`);
  cursor.index += 1;
  const text = () => cursor.source.slice(name.start, cursor.tokens[cursor.index - 1]?.end);
  want(cursor, { takes: 'operator', name, negated: false });
  if (endsClause(peek(cursor))) return { node: 'flag', name, text: text() };
  if (takeKeyword(cursor, 'IS')) {
    const negated = takeKeyword(cursor, 'NOT');
    if (!takeKeyword(cursor, 'NULL')) throw invalidClause(cursor, name.start, negated ? 'NULL' : 'NULL or NOT NULL');
    return { node: 'null', name, negated, text: text() };
  }
  const operatorAt = peek(cursor).start;
  const negated = takeKeyword(cursor, 'NOT');
  const operator = takeOperator(cursor, name, negated);
  const values = parseValues(cursor, name, operator);
  return { node: 'comparison', name, operator, operatorAt, negated, values, text: text() };
}

function takeOperator(cursor: Cursor, name: NameToken, negated: boolean): string {
  if (negated) want(cursor, { takes: 'operator', name, negated });
  const token = peek(cursor);
  const asWord = token.type === 'name' ? token.raw.toUpperCase() : '';
  if (WORD_OPERATORS.includes(asWord)) {
    cursor.index += 1;
    return asWord;
  }
  if (negated) throw invalidClause(cursor, name.start, WORD_OPERATORS.join(', '));
  if (token.type !== 'comparator') throw invalidClause(cursor, name.start, OPERATOR);
  cursor.index += 1;
  return token.raw;
}

function parseValues(cursor: Cursor, name: NameToken, operator: string): readonly Token[] {
  if (operator === 'IN') return parseList(cursor, name);
  const first = takeValue(cursor, name, operator);
  if (operator !== 'BETWEEN') return [first];
  if (!takeKeyword(cursor, 'AND')) throw invalidClause(cursor, name.start, 'AND and the upper end');
  return [first, takeValue(cursor, name, operator)];
}

function takeValue(cursor: Cursor, name: NameToken, operator: string): Token {
  want(cursor, { takes: 'value', name, operator });
  const token = peek(cursor);
  if (!isValue(token)) throw invalidClause(cursor, name.start, VALUE);
  cursor.index += 1;
  return token;
}

function parseList(cursor: Cursor, name: NameToken): readonly Token[] {
  const values: Token[] = [];
  want(cursor, { takes: 'mark', mark: '(' });
  if (peek(cursor).type !== '(') throw listError(cursor, 'ill-formed list', "a list such as ('a', 'b')");
  do {
    cursor.index += 1;
    want(cursor, { takes: 'value', name, operator: 'IN' });
    const token = peek(cursor);
    if (token.type === ')' && values.length === 0) throw listError(cursor, 'empty list', VALUE);
    if (!isValue(token)) throw listError(cursor, 'ill-formed list', VALUE);
    values.push(token);
    cursor.index += 1;
    want(cursor, { takes: 'mark', mark: ',' });
  } while (peek(cursor).type === ',');
  want(cursor, { takes: 'mark', mark: ')' });
  if (peek(cursor).type !== ')') throw listError(cursor, 'ill-formed list', "',' or a closing ')'");
  cursor.index += 1;
  return values;
}

function listError(cursor: Cursor, found: string, expected: string): SearchSyntaxError {
  return new SearchSyntaxError(
    `While parsing a list in the query, expected a non-empty list of string values, but got ${found}`,
    { position: peek(cursor).start, expected },
  );
}

/** The error at the cursor; the clause that began at `start` is shown up to the next AND or OR. */
function invalidClause(cursor: Cursor, start: number, expected: string): SearchSyntaxError {
  const next = cursor.tokens.slice(cursor.index).find((token) => isKeyword(token, 'AND') || isKeyword(token, 'OR'));
  const end = next && next.start > start ? next.start : cursor.source.length;
  return clauseError(cursor.source.slice(start, end).trimEnd(), peek(cursor).start, expected);
}

function peek(cursor: Cursor): Token {
  return (
    cursor.tokens[cursor.index] ?? { type: 'end', raw: '', start: cursor.source.length, end: cursor.source.length }
  );
}

function takeKeyword(cursor: Cursor, keyword: string): boolean {
  want(cursor, { takes: 'keyword', word: keyword });
  const found = isKeyword(peek(cursor), keyword);
  if (found) cursor.index += 1;
  return found;
}

function isKeyword(token: Token, keyword: string): boolean {
  return token.type === 'name' && token.raw.toUpperCase() === keyword;
}

function endsClause(token: Token): boolean {
  return token.type === 'end' || token.type === ')' || isKeyword(token, 'AND') || isKeyword(token, 'OR');
}

function isValue(token: Token): boolean {
  if (endsClause(token)) return false;
  return token.type === 'text' || token.type === 'number' || token.type === 'duration' || token.type === 'name';
}
