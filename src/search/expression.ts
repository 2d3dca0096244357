import { SearchSyntaxError } from './errors';
import { clauseError, parseSyntax, type SyntaxClause, type SyntaxNode } from './syntax';
import { readValue, type Value } from './values';
import { listOf, resolveEntity, type Entity, type ValueType, type Vocabulary } from './vocabulary';

/** A filter whose entities and values are known to fit each other. */
export type Expression =
  | { readonly node: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly node: 'not'; readonly part: Expression }
  | { readonly node: 'null'; readonly entity: Entity; readonly negated: boolean }
  | Comparison;

/** One comparison. `negated` (NOT IN, NOT LIKE …) still asks for a value: only rows that have the key match. */
export interface Comparison {
  readonly node: 'comparison';
  readonly entity: Entity;
  readonly operator: Operator;
  readonly negated: boolean;
  /** One value; two for BETWEEN, any number for IN. */
  readonly values: readonly Value[];
}

export type Operator = (typeof ORDERED)[number] | (typeof TEXTUAL)[number];

const ORDERED = ['=', '!=', '>', '>=', '<', '<=', 'BETWEEN', 'IN', 'NOT IN'] as const;
const TEXTUAL = ['=', '!=', 'LIKE', 'ILIKE', 'CONTAINS', 'IN', 'NOT IN'] as const;
const OPERATORS: Readonly<Record<ValueType, readonly Operator[]>> = {
  number: ORDERED,
  integer: ORDERED,
  time: ORDERED,
  duration: ORDERED,
  text: TEXTUAL,
  commit: TEXTUAL,
  boolean: ['=', '!='],
};

/** The typed tree of a filter, null for an empty one. Throws `SearchSyntaxError` with MLflow's messages. */
export function parseFilter(filter: string, vocabulary: Vocabulary): Expression | null {
  const syntax = parseSyntax(filter);
  return syntax && resolveNode(syntax, vocabulary);
}

/** The operators that may stand behind a field of this type. */
export function operatorsOf(type: ValueType): readonly Operator[] {
  return OPERATORS[type];
}

/** Every entity a filter speaks of, in the order of the text. */
export function entitiesOf(expression: Expression | null): readonly Entity[] {
  if (!expression) return [];
  switch (expression.node) {
    case 'and':
    case 'or':
      return expression.parts.flatMap(entitiesOf);
    case 'not':
      return entitiesOf(expression.part);
    default:
      return [expression.entity];
  }
}

function resolveNode(node: SyntaxNode, vocabulary: Vocabulary): Expression {
  switch (node.node) {
    case 'and':
    case 'or':
      return { node: node.node, parts: node.parts.map((part) => resolveNode(part, vocabulary)) };
    case 'not':
      return { node: 'not', part: resolveNode(node.part, vocabulary) };
    case 'flag':
      return resolveFlag(node, vocabulary);
    default:
      return resolveClause(node, vocabulary);
  }
}

/** A lone name is a clause only where it names a yes-or-no field: `starred`. */
function resolveFlag({ name, text }: SyntaxClause, vocabulary: Vocabulary): Expression {
  const entity = attempt(() => resolveEntity(name, vocabulary, 'filter'));
  if (entity?.type !== 'boolean') throw clauseError(text, name.end, 'an operator such as =, LIKE, IN or IS NULL');
  return { node: 'comparison', entity, operator: '=', negated: false, values: [{ type: 'boolean', value: true }] };
}

/** What `resolve` gives; null where the text is wrong. */
export function attempt<T>(resolve: () => T): T | null {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof SearchSyntaxError) return null;
    throw error;
  }
}

function resolveClause(clause: Exclude<SyntaxClause, { node: 'flag' }>, vocabulary: Vocabulary): Expression {
  const entity = resolveEntity(clause.name, vocabulary, 'filter');
  if (clause.node === 'null') {
    if (entity.kind === 'metric') {
      throw new SearchSyntaxError(
        `IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' '${entity.key}'`,
        { position: entity.position, expected: 'a comparison with a number, such as metrics.acc > 0' },
      );
    }
    return { node: 'null', entity, negated: clause.negated };
  }
  const values = clause.values.map((token) => readValue(token, entity));
  const written = clause.negated ? `NOT ${clause.operator}` : clause.operator;
  const allowed = OPERATORS[entity.type];
  const operator = allowed.find((known) => known === clause.operator);
  if (!operator) {
    throw new SearchSyntaxError(`Invalid comparator '${written}' not one of ${listOf(allowed)}`, {
      position: clause.operatorAt,
      expected: `one of ${allowed.join(', ')}`,
    });
  }
  return { node: 'comparison', entity, operator, negated: clause.negated, values };
}
