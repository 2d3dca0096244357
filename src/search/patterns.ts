import { SearchSyntaxError } from './errors';

// SQLite refuses longer GLOB patterns (SQLITE_MAX_LIKE_PATTERN_LENGTH), with an error that would read as ours.
const MAX_BYTES = 50_000;

/**
 * A LIKE pattern (`%` any text, `_` one character, no escapes) as a GLOB pattern. SQLite's own LIKE folds ASCII letters
 * and no others; GLOB compares exactly, and with `fold` each letter becomes the set of its cases: `[éÉ]`.
 */
export function toGlob(pattern: string, { fold, position }: { readonly fold: boolean; readonly position: number }) {
  const glob = Array.from(pattern.replaceAll(/%+/g, '%'))
    .map((char) => (char === '%' ? '*' : char === '_' ? '?' : literal(char, fold)))
    .join('');
  return checked(glob, position);
}

/** A GLOB pattern for values that hold `text` anywhere, in any case. */
export function toContainsGlob(text: string, { position }: { readonly position: number }): string {
  return checked(`*${Array.from(text, (char) => literal(char, true)).join('')}*`, position);
}

function literal(char: string, fold: boolean): string {
  if (char === '*' || char === '?' || char === '[') return `[${char}]`;
  if (!fold) return char;
  const cases = [...new Set([char, char.toLowerCase(), char.toUpperCase()])].filter(
    (each) => Array.from(each).length === 1,
  );
  return cases.length > 1 ? `[${cases.join('')}]` : char;
}

function checked(glob: string, position: number): string {
  if (Buffer.byteLength(glob) <= MAX_BYTES) return glob;
  throw new SearchSyntaxError('The search pattern is too long.', { position, expected: 'a shorter pattern' });
}
