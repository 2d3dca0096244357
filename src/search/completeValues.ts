import { toWord, type Candidate, type Completer } from './completer';
import { quoteText } from './quote';
import type { Entity } from './vocabulary';

const times: readonly (readonly [string, string])[] = [
  ['-1h', 'an hour ago'],
  ['-1d', 'a day ago'],
  ['-7d', 'a week ago'],
  ['-30d', 'thirty days ago'],
];
const durations: readonly (readonly [string, string])[] = [
  ['10s', 'ten seconds'],
  ['1m', 'a minute'],
  ['10m', 'ten minutes'],
  ['1h', 'an hour'],
  ['1d', 'a day'],
];
const booleans: readonly (readonly [string, string])[] = [
  ['true', 'yes'],
  ['false', 'no'],
];

const labelLength = 80;

/** Values that fit beside `entity`; of numbers there are too many to offer any. */
export function valueItems(entity: Entity, typed: string, completer: Completer): readonly Candidate[] {
  switch (entity.type) {
    case 'number':
    case 'integer':
      return [];
    case 'time':
      return times.map(toValue);
    case 'duration':
      return durations.map(toValue);
    case 'boolean':
      return booleans.map(toValue);
    case 'commit':
      return [toValue(['HEAD', 'the commit that is checked out']), ...textItems(entity, typed, completer)];
    case 'text':
      return textItems(entity, typed, completer);
  }
}

function toValue([word, detail]: readonly [string, string]): Candidate {
  return toWord(word, 'value', detail);
}

function textItems(entity: Entity, typed: string, { source }: Completer): readonly Candidate[] {
  return source.values(entity, typed).flatMap(({ text, detail }) => {
    const insert = quoteText(text);
    if (insert === null) return [];
    const label = insert.length > labelLength ? `${insert.slice(0, labelLength)}…` : insert;
    return [{ item: { label, insert: `${insert} `, kind: 'value' as const, detail }, texts: [text] }];
  });
}
