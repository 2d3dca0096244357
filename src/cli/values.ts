import { misuse } from './failure';

/** A whole number from an option's text. Throws `MISUSE` when it is none or out of bounds. */
export function readWhole(
  option: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw misuse(`--${option} takes a whole number from ${min} to ${max}, not '${text}'.`);
}

/** One of the words an option takes. Throws `MISUSE` for another. */
export function readChoice<Choice extends string>(
  option: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw misuse(`--${option} takes ${choices.join(', ')}, not '${text}'.`);
}

/** A time from an option's ISO 8601 text, in milliseconds since 1970. Throws `MISUSE` when it is none. */
export function readTime(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw misuse(`--${option} takes a time such as 2026-03-03 or 2026-03-03T09:15:00Z, not '${text}'.`);
}

/** `K=V` words as a record; the value may hold `=`. Throws `MISUSE` for a word without one. */
export function readPairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) throw misuse(`A tag is written KEY=VALUE, not '${word}'.`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}
