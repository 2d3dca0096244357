import type { CompletionItem } from '../protocol/searchRpc';
import type { Candidate, Completer } from './completer';
import { quoteKey } from './quote';
import type { Field, Kind, ValueType } from './vocabulary';

const typeWords: Readonly<Record<ValueType, string>> = {
  number: 'number',
  integer: 'number',
  time: 'time',
  duration: 'duration',
  text: 'text',
  commit: 'commit',
  boolean: 'yes or no',
};

/** The part of a name that is written: `params.`, `acc`, or a key whose quote is still open. */
export interface PartialName {
  readonly qualifier: string | null;
  readonly key: string;
}

/** Names a clause may begin with; with a qualifier those of its kind alone. */
export function nameItems({ qualifier, key }: PartialName, completer: Completer): readonly Candidate[] {
  const { kinds } = completer.vocabulary;
  if (qualifier !== null) {
    const kind = kinds.find(({ name, aliases }) => name === qualifier || aliases.includes(qualifier));
    return kind ? keysOf(kind, qualifier, key, completer) : [];
  }
  return [
    ...kinds.flatMap((kind) => (typeof kind.fields === 'string' ? [] : fieldsOf(kind.fields, shownAs(kind), key))),
    ...kinds.flatMap((kind) => (typeof kind.fields === 'string' ? [prefixOf(kind, kind.fields)] : [])),
    ...kinds.flatMap((kind) =>
      typeof kind.fields === 'string' && key !== '' ? keysOf(kind, shownAs(kind), key, completer) : [],
    ),
  ];
}

/** How a kind is written: as it is for attributes, else its last alias, `params` of `parameter`. */
function shownAs({ name, aliases }: Kind): string | null {
  return name === 'attribute' ? null : (aliases.at(-1) ?? name);
}

function prefixOf(kind: Kind, type: ValueType): Candidate {
  const insert = `${shownAs(kind) ?? kind.name}.`;
  const item: CompletionItem = { label: insert, insert, kind: 'field', detail: `any ${kind.name}: ${typeWords[type]}` };
  return { item, texts: [insert] };
}

function keysOf(kind: Kind, qualifier: string | null, typed: string, completer: Completer): readonly Candidate[] {
  if (typeof kind.fields !== 'string') return fieldsOf(kind.fields, qualifier, typed);
  return completer.source.keys(kind.name, typed).flatMap(({ text, detail }) => {
    const insert = quoteKey(qualifier, text);
    if (insert === null) return [];
    const label = qualifier === null ? text : `${qualifier}.${text}`;
    return [{ item: { label, insert: `${insert} `, kind: 'key' as const, detail }, texts: [text, label] }];
  });
}

function fieldsOf(
  fields: Readonly<Record<string, Field>>,
  qualifier: string | null,
  typed: string,
): readonly Candidate[] {
  return Object.entries(fields).flatMap(([key, { type, alias, filter = true }]) => {
    // Another spelling is for those who know it.
    const isWanted = filter && (alias === undefined || (typed !== '' && /^[a-z_]+$/.test(key)));
    const insert = isWanted ? quoteKey(qualifier, key) : null;
    if (insert === null) return [];
    const detail = alias === undefined ? typeWords[type] : `${alias}: ${typeWords[type]}`;
    return [{ item: { label: insert, insert: `${insert} `, kind: 'field' as const, detail }, texts: [key, insert] }];
  });
}
