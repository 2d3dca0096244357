import type { CompletionItem } from '../protocol/searchRpc';
import { nameItems, type PartialName } from './completeNames';
import { valueItems } from './completeValues';
import { toWord, type Candidate, type Completer } from './completer';
import { operatorItems } from './completeOperators';
import { attempt } from './expression';
import { continuationsOf, parseSyntax, type Continuation } from './syntax';
import { tokenize, type NameToken, type Token } from './tokens';
import { resolveEntity, type Entity, type Vocabulary } from './vocabulary';

export interface Completions {
  /** What an item replaces, in UTF-16 units of the text. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

const mostItems = 100;

/** What may stand at the caret, by the parser that also reads the whole: first what begins as typed, then what holds it. */
export function completeFilter(text: string, caret: number, completer: Completer): Completions {
  const { from, typed } = typedAt(text.slice(0, caret));
  const continuations = meaningful(continuationsOf(text.slice(0, from)), completer.vocabulary);
  const items = continuations.flatMap((continuation) => match(continuation, typed, completer));
  const [begin, hold] = [items.filter(({ rank }) => rank === 0), items.filter(({ rank }) => rank === 1)];
  const glued = typed === '' && /['"`)]$/.test(text.slice(0, from));
  const space = (item: CompletionItem) => (glued && /^\w/.test(item.insert) ? ` ${item.insert}` : item.insert);
  return {
    from,
    to: typed === '' ? caret : endOf(text, from, caret),
    items: [...begin, ...hold].slice(0, mostItems).map(({ item }) => ({ ...item, insert: space(item) })),
  };
}

/** The token that is being written at the end of a text, and where it began. */
function typedAt(before: string): { readonly from: number; readonly typed: string } {
  const last = tokenize(before).at(-2);
  const isOpen = last?.end === before.length && last.type !== 'text' && !/^[(),]$|=$/.test(last.raw);
  if (!last || !isOpen || (last.type === 'name' && last.quote !== null)) return { from: before.length, typed: '' };
  return { from: last.start, typed: last.raw };
}

/** The end of the token that begins at `from`. One in quotes ends at the caret, unless the whole is a filter as it is. */
function endOf(text: string, from: number, caret: number): number {
  const token = tokenize(text).find(({ start }) => start === from);
  if (!token || token.end <= caret) return caret;
  return isBare(token) || attempt(() => parseSyntax(text)) ? token.end : caret;
}

function isBare(token: Token): boolean {
  return token.type === 'name' ? token.quote === null : token.type !== 'text' && token.type !== 'bad';
}

/** A lone name is a clause only for yes-or-no fields: behind others there is but an operator. */
function meaningful(continuations: readonly Continuation[], vocabulary: Vocabulary): readonly Continuation[] {
  const operator = continuations.find(({ takes }) => takes === 'operator');
  if (operator?.takes !== 'operator') return continuations;
  return entityOf(operator.name, vocabulary)?.type === 'boolean' ? continuations : [operator];
}

function entityOf(name: NameToken, vocabulary: Vocabulary): Entity | null {
  return attempt(() => resolveEntity(name, vocabulary, 'filter'));
}

interface Match {
  readonly item: CompletionItem;
  /** 0: begins as typed, 1: holds it. */
  readonly rank: 0 | 1;
}

function match(continuation: Continuation, typed: string, completer: Completer): readonly Match[] {
  const written = partOf(continuation, typed);
  if (written === null) return [];
  const wanted = written.key.toLowerCase();
  return candidatesOf(continuation, written, completer).flatMap(({ item, texts }): Match[] => {
    const folded = texts.map((text) => text.toLowerCase());
    if (folded.some((text) => text.startsWith(wanted))) return [{ item, rank: 0 }];
    return folded.some((text) => text.includes(wanted)) ? [{ item, rank: 1 }] : [];
  });
}

const openName = /^(?:([\p{L}_][\p{L}\p{N}_]*)\.)?(?:["`](.*))?$/su;

/** What is typed as a name or a value that may lack its closing quote; null for what can be none. */
function partOf({ takes }: Continuation, typed: string): PartialName | null {
  if (takes === 'value') return { qualifier: null, key: /^['"]/.test(typed) ? typed.slice(1) : typed };
  if (takes !== 'name') return { qualifier: null, key: typed };
  const [token] = tokenize(typed);
  if (token?.type === 'name') return token;
  const open = openName.exec(typed);
  return open && { qualifier: open[1] ?? null, key: open[2] ?? '' };
}

function candidatesOf(continuation: Continuation, written: PartialName, completer: Completer): readonly Candidate[] {
  switch (continuation.takes) {
    case 'mark':
      return [toWord(continuation.mark, 'keyword')];
    case 'keyword':
      return [toWord(continuation.word, 'keyword')];
    case 'name':
      return nameItems(written, completer);
    case 'operator': {
      const entity = entityOf(continuation.name, completer.vocabulary);
      return entity ? operatorItems(entity, continuation.negated) : [];
    }
    case 'value': {
      const entity = entityOf(continuation.name, completer.vocabulary);
      return entity ? valueItems(entity, written.key, completer) : [];
    }
  }
}
