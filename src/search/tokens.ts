/** A piece of a filter or order; `start` and `end` are UTF-16 offsets, `raw` is the text between them. */
export type Token = NameToken | TextToken | PlainToken;

interface Span {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/** `kind.key`, a bare key, or a keyword: `qualifier` is the part before the first dot, `quote` how the key was quoted. */
export interface NameToken extends Span {
  readonly type: 'name';
  readonly qualifier: string | null;
  readonly key: string;
  readonly quote: '"' | '`' | null;
}

export interface TextToken extends Span {
  readonly type: 'text';
  readonly text: string;
}

/** `bad` is the rest of a text no token begins. */
export interface PlainToken extends Span {
  readonly type: 'number' | 'duration' | 'comparator' | '(' | ')' | ',' | 'bad' | 'end';
}

// Words take what metric names may hold without quotes, but for spaces; MLflow itself stops at `/`, `-` and `:`.
const word = /[\p{L}_][\p{L}\p{N}_./:@$#-]*/uy;
const quoted = /"((?:""|[^"])*)"|`([^`]*)`/uy;
const text = /'((?:''|[^'])*)'/uy;
const number = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy;
const duration = /[+-]?(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+(?![\p{L}\p{N}_.])/iuy;
const comparator = /[<>=!~]+/y;
const punctuation = /[(),]/y;
const space = /\s*/uy;

/** The tokens of a filter or order, closed by an `end` token; never throws: what it cannot read is a `bad` token. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(source, 0);
  while (at < source.length) {
    const token = readToken(source, at);
    tokens.push(token);
    at = skipSpace(source, token.end);
  }
  tokens.push({ type: 'end', raw: '', start: source.length, end: source.length });
  return tokens;
}

function readToken(source: string, at: number): Token {
  const asText = match(text, source, at);
  if (asText) return { type: 'text', text: asText[1] ?? '', ...span(source, at, asText[0].length) };
  for (const [type, pattern] of [
    ['number', number],
    ['duration', duration],
    ['comparator', comparator],
  ] as const) {
    const found = match(pattern, source, at);
    if (found) return { type, ...span(source, at, found[0].length) };
  }
  const mark = match(punctuation, source, at);
  if (mark) return { type: mark[0] as '(' | ')' | ',', ...span(source, at, 1) };
  return readName(source, at) ?? { type: 'bad', ...span(source, at, source.length - at) };
}

function readName(source: string, at: number): NameToken | null {
  const bare = match(word, source, at);
  if (bare) {
    const name = bare[0];
    const dot = name.indexOf('.');
    if (dot < 0) return { type: 'name', qualifier: null, key: name, quote: null, ...span(source, at, name.length) };
    const qualifier = name.slice(0, dot);
    if (dot < name.length - 1) {
      return { type: 'name', qualifier, key: name.slice(dot + 1), quote: null, ...span(source, at, name.length) };
    }
    return readQuotedKey(source, at, qualifier, at + name.length);
  }
  const first = match(quoted, source, at);
  if (!first) return null;
  const end = at + first[0].length;
  const content = first[1] ?? first[2] ?? '';
  if (source[end] !== '.') return readQuotedKey(source, at, null, at);
  const rest = match(word, source, end + 1);
  if (!rest) return readQuotedKey(source, at, content, end + 1);
  const length = end + 1 + rest[0].length - at;
  return { type: 'name', qualifier: content, key: rest[0], quote: null, ...span(source, at, length) };
}

function readQuotedKey(source: string, start: number, qualifier: string | null, at: number): NameToken | null {
  const found = match(quoted, source, at);
  if (!found) return null;
  const quote = found[0].startsWith('"') ? '"' : '`';
  const key = found[1] ?? found[2] ?? '';
  return { type: 'name', qualifier, key, quote, ...span(source, start, at + found[0].length - start) };
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function skipSpace(source: string, at: number): number {
  return at + (match(space, source, at)?.[0].length ?? 0);
}

function span(source: string, start: number, length: number): Span {
  return { raw: source.slice(start, start + length), start, end: start + length };
}
