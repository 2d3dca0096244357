import * as z from 'zod';
import { stages, type Stage } from '../types';

/** A word of our own choice: an id of a check, a person or a role. */
export function word() {
  return z.string().regex(/^[A-Za-z0-9][\w.@-]{0,99}$/, {
    error: "An id is made of letters, digits, '_', '-', '.' and '@', and starts with a letter or digit.",
  });
}

export function text(max = 10_000) {
  return z
    .string()
    .min(1, { error: 'This must not be empty.' })
    .max(max, { error: `At most ${max} characters fit.` });
}

/** A path below the folder; nothing above it can be named. */
export function relativePath() {
  return text(1_000).refine((path) => !/^([/\\~]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..'), {
    error: 'A path must lie inside the folder: neither absolute nor with "..".',
  });
}

/** A branch, tag or commit as Git names it; nothing that Git would take for an option or an expression. */
export function gitRef() {
  return z.string().regex(/^(?!-)(?!.*(\.\.|@\{|\/\/))[^\s~^:?*[\\\p{Cc}]{1,250}$/u, {
    error: 'This is no name of a branch or tag.',
  });
}

/** A list without repetition. */
export function listOf<Item extends z.ZodType>(item: Item, { min = 0, max = 100 } = {}) {
  return z
    .array(item)
    .min(min, { error: `At least ${min} must be listed.` })
    .max(max, { error: `At most ${max} may be listed.` });
}

/** A program and its arguments, started without a shell. */
export function argv() {
  return listOf(z.string().max(10_000), { min: 1 }).refine(([program]) => program !== '', {
    error: 'The program is missing.',
  });
}

export function environment() {
  return z.record(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'This is no name of a variable.' }), z.string());
}

/** The stage of this name in any case, or null. */
export function findStage(name: string): Stage | null {
  return stages.find((stage) => stage.toLowerCase() === name.toLowerCase()) ?? null;
}

/** One of some stages, in any case. */
export function stage<Choice extends Stage>(choices: readonly [Choice, ...Choice[]]) {
  return z
    .string()
    .meta({ enum: choices })
    .transform((name, context) => {
      const found = choices.find((choice) => choice === findStage(name));
      if (found !== undefined) return found;
      context.addIssue({ code: 'custom', params: { problem: 'ENUM' }, message: takes(choices, name) });
      return z.NEVER;
    });
}

export function takes(choices: readonly string[], given: unknown): string {
  const shown = typeof given === 'string' ? `'${given.slice(0, 60)}'` : JSON.stringify(given).slice(0, 60);
  const [last, ...others] = choices.toReversed();
  const list = others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
  return `This takes ${list}, not ${shown}.`;
}

/** A mapping whose keys are words that `canonical` knows in any spelling of theirs; `known` are their usual spellings. */
export function keyedBy<Key extends string, Value extends z.ZodType>(
  canonical: (key: string) => Key | null,
  known: readonly Key[],
  value: Value,
) {
  const key = z.string().refine((name) => canonical(name) !== null, {
    error: ({ input }) => takes(known, input),
  });
  return z
    .record(key, value)
    .meta({ knownKeys: known })
    .transform((given, context) => {
      const found = new Map<Key, z.output<Value>>();
      for (const [name, one] of Object.entries(given)) {
        const known = canonical(name);
        if (known === null) continue;
        if (found.has(known)) {
          const message = `'${known}' stands here twice.`;
          context.addIssue({ code: 'custom', params: { problem: 'DUPLICATE_KEY' }, path: [name], message });
        }
        found.set(known, one);
      }
      return Object.fromEntries(found) as Readonly<Partial<Record<Key, z.output<Value>>>>;
    });
}

/** {@link keyedBy} some stages. */
export function keyedByStage<Choice extends Stage, Value extends z.ZodType>(
  choices: readonly [Choice, ...Choice[]],
  value: Value,
) {
  return keyedBy((name) => choices.find((choice) => choice === findStage(name)) ?? null, choices, value);
}
