import { tokenize } from './tokens';

/** A text that one line cannot hold is no part of a filter that a person types. */
const unprintable = /\p{Cc}/u;

/** A name of the language for `key`, quoted where it must be; null for a key that no quotes can hold. */
export function quoteKey(qualifier: string | null, key: string): string | null {
  const start = qualifier === null ? '' : `${qualifier}.`;
  return firstThat([`${start}${key}`, `${start}\`${key}\``, `${start}"${key}"`], (spelling) => {
    const [token, end] = tokenize(spelling);
    return token?.type === 'name' && end?.type === 'end' && token.qualifier === qualifier && token.key === key;
  });
}

/** A value of the language for `text`, in quotes; null for a text that no quotes can hold. */
export function quoteText(text: string): string | null {
  return firstThat([`'${text}'`, `"${text}"`], (spelling) => {
    const [token, end] = tokenize(spelling);
    if (end?.type !== 'end') return false;
    return token?.type === 'text' ? token.text === text : token?.type === 'name' && token.key === text;
  });
}

function firstThat(spellings: readonly string[], holds: (spelling: string) => boolean): string | null {
  return spellings.find((spelling) => !unprintable.test(spelling) && holds(spelling)) ?? null;
}
