import { SearchSyntaxError } from './errors';
import type { NameToken } from './tokens';

/** What a field holds. `number` may be NaN; `integer` and `time` (ms since 1970) keep 64 bits; `duration` is in ms. */
export type ValueType = 'number' | 'integer' | 'time' | 'duration' | 'text' | 'commit' | 'boolean';

/** A named field. With `alias` it is another spelling of that field of the same kind. */
export interface Field {
  readonly type: ValueType;
  readonly alias?: string;
  /** False: only for ordering. */
  readonly filter?: boolean;
  /** False: only for filtering. */
  readonly order?: boolean;
}

/** A kind of entity, the part before the dot: either any key of one type, or a closed set of fields. */
export interface Kind {
  /** The name used in messages and in {@link Entity.kind}. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly fields: ValueType | Readonly<Record<string, Field>>;
  /** True for a kind MLflow does not know: messages for its clients leave it out. */
  readonly extension?: boolean;
}

/** The entities one target of a search has. A bare key belongs to the kind `attribute`. */
export interface Vocabulary {
  /** The target's name, e.g. `runs`: part of its page tokens. */
  readonly name: string;
  readonly kinds: readonly Kind[];
}

/** What a clause or an order speaks of: a resolved kind and key, `position` in the text. */
export interface Entity {
  readonly kind: string;
  readonly key: string;
  readonly type: ValueType;
  readonly position: number;
}

/** The entity a name stands for. Throws `SearchSyntaxError` for an unknown kind or key. */
export function resolveEntity(name: NameToken, vocabulary: Vocabulary, use: 'filter' | 'order'): Entity {
  const wanted = name.qualifier ?? 'attribute';
  const kind = vocabulary.kinds.find((known) => known.name === wanted || known.aliases.includes(wanted));
  if (!kind) {
    const kinds = vocabulary.kinds.filter((known) => !known.extension).map((known) => known.name);
    throw new SearchSyntaxError(`Invalid entity type '${wanted}'. Valid values are ${listOf(kinds)}`, {
      position: name.start,
      expected: `one of ${vocabulary.kinds.map((known) => known.name).join(', ')}`,
    });
  }
  const position = name.start;
  if (typeof kind.fields === 'string') return { kind: kind.name, key: name.key, type: kind.fields, position };
  const field = Object.hasOwn(kind.fields, name.key) ? kind.fields[name.key] : undefined;
  if (field && field[use] !== false) {
    return { kind: kind.name, key: field.alias ?? name.key, type: field.type, position };
  }
  const keys = Object.entries(kind.fields)
    .filter(([, known]) => known[use] !== false && known.alias === undefined)
    .map(([key]) => key);
  if (keys.length === 0) {
    throw new SearchSyntaxError(`Invalid ${use === 'order' ? 'order_by ' : ''}entity type '${kind.name}'`, {
      position,
      expected: use === 'order' ? 'something that has one value' : 'another entity',
    });
  }
  throw new SearchSyntaxError(`Invalid ${kind.name} key '${name.key}' specified. Valid keys are ${listOf(keys)}`, {
    position,
    expected: `one of ${keys.join(', ')}`,
  });
}

/** A list as MLflow's messages show it: `['a', 'b']`. */
export function listOf(words: readonly string[]): string {
  return `[${words.map((each) => `'${each}'`).join(', ')}]`;
}
