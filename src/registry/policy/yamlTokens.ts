import { Lexer, LineCounter, Parser, type CST } from 'yaml';
import type { ProblemCode } from './problems';

export const limits = { bytes: 256 * 1024, depth: 20, aliases: 100, aliasedNodes: 10_000 } as const;

/** A thousand people take 56,000; more would take longer to build than a reader may wait. */
const maxLexemes = 60_000;

/** Lexemes that stand for a state of the lexer, not for text. */
const marks = new Set(['\u0002', '\u0018', '\u001f']);

/** A refusal before anything is built of the text; `offset` counts UTF-16 units. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly offset: number;
  readonly message: string;
}

export interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly lines: LineCounter;
  readonly refusals: readonly Refusal[];
}

/** Splits text into syntax trees and refuses what would cost time or memory later: their builder recurses. */
export function readTokens(text: string): Tokens {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  let offset = 0;
  let count = 0;
  let brackets = 0;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    // After a mark comes the text of a scalar, which may be a bracket too.
    if (!marks.has(before)) brackets += bracketOf(lexeme);
    const refusal = count > maxLexemes ? tooMany(offset) : brackets > limits.depth ? tooDeep(offset) : null;
    if (refusal) return { tokens: [], lines, refusals: [refusal] };
    if (!marks.has(lexeme)) offset += lexeme.length;
    before = lexeme;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, lines, refusals: refuse(tokens) };
}

function bracketOf(lexeme: string): number {
  if (lexeme === '[' || lexeme === '{') return 1;
  return lexeme === ']' || lexeme === '}' ? -1 : 0;
}

function tooMany(offset: number): Refusal {
  return { code: 'SIZE', offset, message: 'The file has too many parts.' };
}

function tooDeep(offset: number): Refusal {
  return { code: 'SIZE', offset, message: `Nothing may be nested deeper than ${limits.depth} levels.` };
}

function refuse(tokens: readonly CST.Token[]): readonly Refusal[] {
  const counts = { aliases: 0, documents: 0 };
  const todo: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of tokens.toReversed()) todo.push({ token, depth: 0 });
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { token } = next;
    const { offset } = token;
    const isCollection = token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection';
    const depth = next.depth + (isCollection ? 1 : 0);
    if (depth > limits.depth) return [tooDeep(offset)];
    if (token.type === 'document') {
      counts.documents += 1;
      if (counts.documents > 1) {
        return [{ code: 'SYNTAX', offset, message: 'The file must hold one document; here a second one starts.' }];
      }
      if (token.value) todo.push({ token: token.value, depth });
    } else if (token.type === 'directive') {
      return [{ code: 'SYNTAX', offset, message: 'Directives such as %YAML and %TAG are not allowed.' }];
    } else if (token.type === 'alias') counts.aliases += 1;
    if (isCollection) {
      for (const { key, value } of token.items.toReversed()) {
        if (value) todo.push({ token: value, depth });
        if (key) todo.push({ token: key, depth });
      }
    }
    if (counts.aliases > limits.aliases) {
      return [{ code: 'ALIAS_LIMIT', offset, message: `The file may use at most ${limits.aliases} aliases.` }];
    }
  }
  return [];
}
