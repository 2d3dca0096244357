import fc from 'fast-check';
import type { RunSpec } from '../search/runStore';

/** A filter with the meaning it should have, stated over the run as it was logged. */
export interface Meant {
  readonly text: string;
  readonly holds: (run: RunSpec) => boolean;
}

/** The time that `-7d` counts from, and the commit that is checked out. */
export const context = { now: Date.UTC(2026, 10, 8), head: 'abcdef0123456789abcdef0123456789abcdef01' };

export const numbers = [-1, 0, 0.5, 0.1 + 0.2, 2];
export const texts = ['', 'a', 'A', 'ab', 'a%b', 'a_b', 'é', 'É*', '[a]', '😀'];
export const commits = [context.head, 'abcd000000000000000000000000000000000000', '1234567'];
export const experiments = ['Default', 'a_b', 'É*'];
export const noon = Date.UTC(2026, 10, 1, 12);
export const day = 864e5;

/** A point or stretch of a number line as it is written: `'2026-11-01'` is a whole day. */
interface Span {
  readonly text: string;
  readonly from: number;
  readonly last: number;
}

const point = (text: string, at: number): Span => ({ text, from: at, last: at });
const times: readonly Span[] = [
  point(String(noon), noon),
  point('-7d', context.now - 7 * day),
  point('-1w12h', context.now - 7.5 * day),
  { text: "'2026-11-01'", from: new Date(2026, 10, 1).getTime(), last: new Date(2026, 10, 2).getTime() - 1 },
  { text: "'2026-11-01T12:00Z'", from: noon, last: noon + 59_999 },
  { text: '"2026-11-01 14:00:00+02:00"', from: noon, last: noon + 999 },
  point("'2026-11-01T12:00:00.000Z'", noon),
];
const durations = [
  point('1000', 1000),
  point('500ms', 500),
  point('1.5s', 1500),
  point('1m30s', 90_000),
  point('0', 0),
];

const compareSpans: Readonly<Record<string, (value: number, spans: readonly [Span, ...Span[]]) => boolean>> = {
  '=': (value, [span]) => value >= span.from && value <= span.last,
  '!=': (value, [span]) => !(value >= span.from && value <= span.last),
  '>': (value, [span]) => value > span.last,
  '>=': (value, [span]) => value >= span.from,
  '<': (value, [span]) => value < span.from,
  '<=': (value, [span]) => value <= span.last,
  BETWEEN: (value, [low, high = low]) => value >= low.from && value <= high.last,
  IN: (value, spans) => spans.some(({ from, last }) => value >= from && value <= last),
};

/** Fields of numbers, times or durations, by any of their spellings. */
function spanClause(
  names: readonly string[],
  spans: readonly Span[],
  read: (run: RunSpec, name: string) => number | undefined,
): fc.Arbitrary<Meant> {
  const values = fc.tuple(fc.constantFrom(...spans), fc.constantFrom(...spans));
  return fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...Object.keys(compareSpans)), values, fc.boolean())
    .map(([name, operator, [first, second], mayNegate]) => {
      const isWord = operator === 'BETWEEN' || operator === 'IN';
      const negated = isWord && mayNegate;
      const written =
        operator === 'IN'
          ? `(${first.text},${second.text})`
          : first.text + (operator === 'BETWEEN' ? ` and ${second.text}` : '');
      return {
        text: `${name} ${negated ? 'NOT ' : ''}${operator} ${written}`,
        holds: (run) => {
          const value = read(run, name);
          return value !== undefined && compareSpans[operator]?.(value, [first, second]) !== negated;
        },
      };
    });
}

const compareTexts: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  LIKE: (a, b) => isLike(a, b),
  ILIKE: (a, b) => isLike(a.toLowerCase(), b.toLowerCase()),
  CONTAINS: (a, b) => a.toLowerCase().includes(b.toLowerCase()),
};

/** LIKE by trying every split, so that it shares nothing with the pattern under test. */
function isLike(value: string, pattern: string): boolean {
  const [first, ...rest] = Array.from(pattern);
  if (first === undefined) return value === '';
  const chars = Array.from(value);
  const tail = rest.join('');
  if (first === '%') return [...chars, ''].some((_, index) => isLike(chars.slice(index).join(''), tail));
  return chars.length > 0 && (first === '_' || first === chars[0]) && isLike(chars.slice(1).join(''), tail);
}

const fields: Readonly<Record<string, (run: RunSpec) => string | undefined>> = {
  'params.`p q`': ({ params }) => params?.['p q'],
  'parameter."p q"': ({ params }) => params?.['p q'],
  'tags.t.u': ({ tags }) => tags?.['t.u'],
  note: ({ tags }) => tags?.['mlflow.note.content'],
  run_name: ({ name }) => name,
  experiment: ({ experiment }) => experiment,
  'git.branch': ({ code }) => code?.branch ?? undefined,
};

const textClause: fc.Arbitrary<Meant> = fc
  .tuple(
    fc.constantFrom(...Object.keys(compareTexts)),
    fc.constantFrom(...Object.keys(fields)),
    fc.constantFrom(...texts, 'Default', '%', 'a%', '%b', '_', '%%_', '%[%'),
    fc.constantFrom("'", '"'),
    fc.boolean(),
  )
  .map(([operator, name, value, quote, mayNegate]) => {
    const negated = mayNegate && /^\w+$/.test(operator);
    return {
      text: `${name} ${negated ? 'NOT ' : ''}${operator} ${quote}${value}${quote}`,
      holds: (run) => {
        const own = fields[name]?.(run);
        return own !== undefined && compareTexts[operator]?.(own, value) !== negated;
      },
    };
  });

const listClause: fc.Arbitrary<Meant> = fc
  .tuple(
    fc.constantFrom(...Object.keys(fields)),
    fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([name, values, negated]) => ({
    text: `${name} ${negated ? 'not in' : 'IN'} (${values.map((value) => `'${value}'`).join(',')})`,
    holds: (run) => {
      const own = fields[name]?.(run);
      return own !== undefined && values.includes(own) !== negated;
    },
  }));

const nullClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom(...Object.keys(fields), 'ended', 'duration', 'git.commit', 'git.dirty'), fc.boolean())
  .map(([name, negated]) => ({
    text: `${name} IS ${negated ? 'NOT ' : ''}NULL`,
    holds: (run) => {
      const rest: Readonly<Record<string, unknown>> = {
        ended: run.end,
        duration: run.start === undefined ? undefined : run.end,
        'git.commit': run.code?.commit ?? undefined,
        'git.dirty': run.code?.dirty ?? undefined,
      };
      return ((name in rest ? rest[name] : fields[name]?.(run)) !== undefined) === negated;
    },
  }));

/** A lost run is RUNNING to MLflow's clients, and LOST beside it. */
const statusClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.array(fc.constantFrom('RUNNING', 'FINISHED', 'LOST'), { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([words, negated]) => ({
    text:
      words.length === 1
        ? `status ${negated ? '!=' : '='} '${words.join('')}'`
        : `status ${negated ? 'NOT ' : ''}IN (${words.map((word) => `'${word}'`).join(', ')})`,
    holds: ({ status = 'RUNNING', lost = false }) =>
      words.some((word) => (word === 'LOST' ? lost && status === 'RUNNING' : word === status)) !== negated,
  }));

/** Four to 39 hexadecimal digits are the beginning of a commit. */
const commitClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom('HEAD', ...commits, 'abcd', 'abcdef01', '12345678', 'abc', ''), fc.boolean())
  .map(([value, negated]) => ({
    text: `git.commit ${negated ? '!=' : '='} ${value === 'HEAD' ? value : `'${value}'`}`,
    holds: ({ code }) => {
      const own = code?.commit ?? null;
      if (own === null) return false;
      const same = /^[0-9a-f]{4,39}$/.test(value)
        ? own.startsWith(value)
        : own === (value === 'HEAD' ? context.head : value);
      return same !== negated;
    },
  }));

const datasetClause: fc.Arbitrary<Meant> = fc
  .tuple(
    fc.constantFrom('name', 'digest', 'context'),
    fc.constantFrom('=', '!=', 'LIKE'),
    fc.constantFrom('d1', 'd2', 'd%', '1', 'train'),
  )
  .map(([field, operator, value]) => ({
    text: `dataset.${field} ${operator} '${value}'`,
    holds: ({ datasets = [] }) =>
      datasets.some((each) => {
        const own = each[field];
        return own !== undefined && compareTexts[operator]?.(own, value);
      }),
  }));

const flagClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom('starred', 'git.dirty'), fc.constantFrom('', ' = true', ' != true', " = 'false'", ' != FALSE'))
  .map(([name, rest]) => {
    const wanted = rest === '' || rest === ' = true' || rest === ' != FALSE';
    return {
      text: name + rest,
      holds: ({ starred = false, code }) => (name === 'starred' ? starred : (code?.dirty ?? null)) === wanted,
    };
  });

const numberOf = (value: number | bigint | undefined): number | undefined =>
  value === undefined ? value : Number(value);

const clause = fc.oneof(
  spanClause(
    ['metrics.m', 'metric.n', '`metrics`.m'],
    numbers.map((number) => point(String(number), number)),
    ({ metrics }, name) => metrics?.[name.at(-1) ?? ''],
  ),
  spanClause(['started', 'start_time', 'created', 'ended', 'attributes.end_time'], times, ({ start, end }, name) =>
    numberOf(name.includes('end') ? end : start),
  ),
  spanClause(['duration', 'attribute.duration'], durations, ({ start, end }) =>
    start === undefined || end === undefined ? undefined : Math.max(0, Number(end) - Number(start)),
  ),
  textClause,
  listClause,
  nullClause,
  statusClause,
  commitClause,
  datasetClause,
  flagClause,
);

/** Any filter of the language; AND binds more than OR, NOT more than both. */
export const { filter: meantFilter } = fc.letrec<{ filter: Meant; joint: Meant; bare: Meant; not: Meant }>((tie) => ({
  not: fc.oneof(
    clause.map(({ text, holds }): Meant => ({ text: `NOT ${text}`, holds: (run) => !holds(run) })),
    tie('filter').map(({ text, holds }): Meant => ({ text: `not(${text})`, holds: (run) => !holds(run) })),
  ),
  joint: fc
    .tuple(fc.array(tie('filter'), { minLength: 2, maxLength: 4 }), fc.constantFrom('AND', 'or'))
    .map(([parts, by]) => ({
      text: parts.map(({ text }) => `(${text})`).join(` ${by} `),
      holds: (run) => (by === 'AND' ? parts.every(({ holds }) => holds(run)) : parts.some(({ holds }) => holds(run))),
    })),
  bare: fc.array(fc.array(clause, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }).map((ors) => ({
    text: ors.map((ands) => ands.map(({ text }) => text).join(' AND ')).join(' OR '),
    holds: (run) => ors.some((ands) => ands.every(({ holds }) => holds(run))),
  })),
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, clause, tie('bare'), tie('joint'), tie('not')),
}));
