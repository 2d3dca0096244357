import { SearchSyntaxError } from './errors';
import type { Comparison, Expression } from './expression';
import { toContainsGlob, toGlob } from './patterns';
import type { Value } from './values';
import type { Entity } from './vocabulary';

export type Binding = string | number | bigint | null;

/** A piece of SQL with its bound values, in the order of its question marks. */
export interface Sql {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** Where the values of an entity are: an expression of the searched row, or rows of another table. */
export interface Source {
  /** SQL of the value, NULL when missing: `r.status`, or with `from` an expression of its row: `v.value`. */
  readonly value: string;
  /** The table that holds the values, with its alias: `tags v`. */
  readonly from?: string;
  /** What ties its rows to the searched row: `v.run = r.id AND v.key = ?`. */
  readonly on?: Sql;
  /** Texts that `=` and `IN` take for a condition on the searched row instead of a value. */
  readonly words?: Readonly<Record<string, string>>;
}

/** What a filter refers to beyond the store: the time (ms since 1970) and the commit that is checked out. */
export interface SearchContext {
  readonly now: number;
  readonly head: string | null;
}

/** SQLite's limit of bound values is 32,766; the caller binds a few of its own. */
const MAX_BINDINGS = 30_000;
/** Of lists that become one comparison a value; a list of plain texts may have any length. */
const MAX_LIST = 1000;

interface Compiler {
  readonly source: (entity: Entity) => Source;
  readonly context: SearchContext;
}

/**
 * The condition of a filter: user data is bound, never part of the text. NOT is two-valued: it matches every row its
 * operand does not match, also those that lack the key.
 */
export function compileFilter(expression: Expression, compiler: Compiler): Sql {
  const condition = compileNode(expression, compiler);
  if (condition.bindings.length <= MAX_BINDINGS) return condition;
  throw new SearchSyntaxError('The filter is too long.', { position: 0, expected: `at most ${MAX_BINDINGS} values` });
}

function compileNode(expression: Expression, compiler: Compiler): Sql {
  switch (expression.node) {
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => compileNode(part, compiler));
      return joined(parts, expression.node === 'and' ? ' AND ' : ' OR ');
    }
    case 'not': {
      const part = compileNode(expression.part, compiler);
      return { sql: `(${part.sql}) IS NOT TRUE`, bindings: part.bindings };
    }
    case 'null': {
      const source = compiler.source(expression.entity);
      const present = within(source, { sql: `${source.value} IS NOT NULL`, bindings: [] });
      return expression.negated ? present : { sql: `NOT (${present.sql})`, bindings: present.bindings };
    }
    case 'comparison':
      return compileComparison(expression, compiler);
  }
}

/**
 * Joins at least one condition, with brackets around the whole. Many are joined by halves: SQLite's expressions are at
 * most 1,000 deep, and a chain would be as deep as it is long.
 */
export function joined(parts: readonly Sql[], by: ' AND ' | ' OR '): Sql {
  const joinSql = (some: readonly Sql[]): string => {
    if (some.length <= 8) return `(${some.map((part) => part.sql).join(by)})`;
    const half = Math.ceil(some.length / 2);
    return `(${joinSql(some.slice(0, half))}${by}${joinSql(some.slice(half))})`;
  };
  return { sql: joinSql(parts), bindings: parts.flatMap((part) => part.bindings) };
}

function compileComparison(comparison: Comparison, { source: sourceOf, context }: Compiler): Sql {
  const source = sourceOf(comparison.entity);
  const { type } = comparison.entity;
  const isText = type === 'text' || type === 'commit';
  if (type !== 'text' && comparison.values.length > MAX_LIST) {
    throw new SearchSyntaxError(`The list for '${comparison.entity.key}' is too long.`, {
      position: comparison.entity.position,
      expected: `at most ${MAX_LIST} values`,
    });
  }
  const condition = isText
    ? compileText(comparison, source, context)
    : compileSpan(
        comparison,
        source.value,
        comparison.values.map((value) => spanOf(value, context)),
      );
  return within(source, comparison.negated ? { ...condition, sql: `NOT ${condition.sql}` } : condition);
}

function within({ from, on }: Source, condition: Sql): Sql {
  if (from === undefined) return condition;
  const tie = on ?? { sql: 'TRUE', bindings: [] };
  return {
    sql: `EXISTS (SELECT 1 FROM ${from} WHERE ${tie.sql} AND ${condition.sql})`,
    bindings: [...tie.bindings, ...condition.bindings],
  };
}

type Span = readonly [from: number | bigint, last: number | bigint];

function spanOf(value: Value, { now }: SearchContext): Span {
  switch (value.type) {
    case 'span':
      return [value.from, value.last];
    case 'relative':
      return [now + value.offset, now + value.offset];
    case 'boolean':
      return [Number(value.value), Number(value.value)];
    default:
      throw new TypeError(`A ${value.type} value is no number.`);
  }
}

/** A span as a whole is before, in or after: `> '2026-11-01'` begins the day after, `<=` includes that day. */
function compileSpan({ operator, entity }: Comparison, value: string, spans: readonly Span[]): Sql {
  const [first, second] = spans;
  if (!first) throw new TypeError('A comparison needs a value.');
  // NaN is stored as text, which SQLite sorts above every number.
  const isNumber = entity.type === 'number' ? `typeof(${value}) <> 'text' AND ` : '';
  switch (operator) {
    case '>':
      return { sql: `(${isNumber}${value} > ?)`, bindings: [first[1]] };
    case '>=':
      return { sql: `(${isNumber}${value} >= ?)`, bindings: [first[0]] };
    case '<':
      return { sql: `${value} < ?`, bindings: [first[0]] };
    case '<=':
      return { sql: `${value} <= ?`, bindings: [first[1]] };
    case 'BETWEEN':
      return inSpan(value, [first[0], (second ?? first)[1]]);
    case '!=': {
      const same = inSpan(value, first);
      return { sql: `NOT ${same.sql}`, bindings: same.bindings };
    }
    default:
      return joined(
        spans.map((span) => inSpan(value, span)),
        ' OR ',
      );
  }
}

function inSpan(value: string, [from, last]: Span): Sql {
  if (from === last) return { sql: `(${value} = ?)`, bindings: [from] };
  return { sql: `(${value} BETWEEN ? AND ?)`, bindings: [from, last] };
}

function compileText({ operator, entity, values }: Comparison, source: Source, context: SearchContext): Sql {
  const texts = values.map((value) => textOf(value, entity, context));
  const [first = ''] = texts;
  const { value } = source;
  switch (operator) {
    case 'LIKE':
    case 'ILIKE':
      return {
        sql: `(${value} GLOB ?)`,
        bindings: [toGlob(first, { fold: operator === 'ILIKE', position: entity.position })],
      };
    case 'CONTAINS':
      return { sql: `(${value} GLOB ?)`, bindings: [toContainsGlob(first, entity)] };
    case '!=': {
      const same = equalsAny(texts, entity, source);
      return { sql: `NOT ${same.sql}`, bindings: same.bindings };
    }
    default:
      return equalsAny(texts, entity, source);
  }
}

function textOf(value: Value, { position }: Entity, { head }: SearchContext): string {
  if (value.type === 'text') return value.value;
  if (value.type !== 'head') throw new TypeError(`A ${value.type} value is no text.`);
  if (head !== null) return head;
  throw new SearchSyntaxError('HEAD is not known here: the folder has no Git commit.', {
    position,
    expected: 'a commit in quotes',
  });
}

const SHORT_COMMIT = /^[0-9a-f]{4,39}$/;

function equalsAny(texts: readonly string[], entity: Entity, { value, words = {} }: Source): Sql {
  const isWord = (text: string) => Object.hasOwn(words, text);
  const isShort = (text: string) => entity.type === 'commit' && SHORT_COMMIT.test(text);
  const plain = texts.filter((text) => !isWord(text) && !isShort(text));
  const parts: Sql[] = [...new Set(texts.filter(isWord))].map((text) => ({
    sql: `(${words[text] ?? ''})`,
    bindings: [],
  }));
  parts.push(...texts.filter(isShort).map((text) => ({ sql: `${value} GLOB ?`, bindings: [`${text}*`] })));
  if (plain.length === 1) parts.push({ sql: `${value} = ?`, bindings: plain });
  // One binding however long the list is: SQLite limits the number of question marks.
  if (plain.length > 1) {
    parts.push({ sql: `${value} IN (SELECT value FROM json_each(?))`, bindings: [JSON.stringify(plain)] });
  }
  return joined(parts, ' OR ');
}
