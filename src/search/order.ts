import { SearchSyntaxError } from './errors';
import { tokenize } from './tokens';
import { resolveEntity, type Entity, type Vocabulary } from './vocabulary';

export interface OrderTerm {
  readonly entity: Entity;
  readonly descending: boolean;
}

/** The terms of `order_by` texts such as `metrics.acc DESC`. Throws `SearchSyntaxError`; a field twice is an error too. */
export function parseOrderBy(orderBy: readonly string[], vocabulary: Vocabulary): readonly OrderTerm[] {
  const terms = orderBy.map((text) => parseTerm(text, vocabulary));
  terms.forEach(({ entity }, index) => {
    const isSame = (other: OrderTerm) => other.entity.kind === entity.kind && other.entity.key === entity.key;
    if (terms.findIndex(isSame) === index) return;
    throw new SearchSyntaxError(`\`order_by\` contains duplicate fields: '${entity.kind}.${entity.key}'`, {
      position: entity.position,
      expected: 'each field once',
    });
  });
  return terms;
}

function parseTerm(text: string, vocabulary: Vocabulary): OrderTerm {
  const [name, direction, rest] = tokenize(text);
  if (name?.type !== 'name' || !direction || (direction.type !== 'end' && rest?.type !== 'end')) {
    throw new SearchSyntaxError(`Invalid order_by clause '${text}'. Could not be parsed.`, {
      position: name?.type === 'name' ? (rest?.start ?? text.length) : 0,
      expected: 'a field, then ASC, DESC or nothing',
    });
  }
  const word = direction.raw.toUpperCase();
  if (word !== '' && word !== 'ASC' && word !== 'DESC') {
    throw new SearchSyntaxError(`Invalid ordering key in order_by clause '${text}'.`, {
      position: direction.start,
      expected: 'ASC, DESC or nothing',
    });
  }
  return { entity: resolveEntity(name, vocabulary, 'order'), descending: word === 'DESC' };
}
