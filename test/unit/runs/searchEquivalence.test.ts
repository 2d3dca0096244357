import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matching, storeOf, type RunSpec } from '../search/runStore';

/** A filter with the meaning it should have, stated over the run as it was logged. */
interface Meant {
  readonly text: string;
  readonly holds: (run: RunSpec) => boolean;
}

const numbers = [-1, 0, 0.5, 0.1 + 0.2, 2];
const texts = ['', 'a', 'A', 'ab', 'a%b', 'a_b', 'é', 'É*', '[a]'];

const compareNumbers: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

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

const metricClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom(...Object.keys(compareNumbers)), fc.constantFrom('m', 'n'), fc.constantFrom(...numbers))
  .map(([operator, key, value]) => ({
    text: `metrics.${key} ${operator} ${value}`,
    holds: ({ metrics }) => metrics?.[key] !== undefined && compareNumbers[operator]!(metrics[key], value),
  }));

const rangeClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom(...numbers), fc.constantFrom(...numbers), fc.boolean())
  .map(([low, high, negated]) => ({
    text: `metric.m ${negated ? 'NOT ' : ''}BETWEEN ${low} AND ${high}`,
    holds: ({ metrics }) => metrics?.['m'] !== undefined && (metrics['m'] >= low && metrics['m'] <= high) !== negated,
  }));

const textClause: fc.Arbitrary<Meant> = fc
  .tuple(
    fc.constantFrom(...Object.keys(compareTexts)),
    fc.constantFrom('params.`p q`', 'parameter."p q"', 'tags.t.u', 'run_name'),
    fc.constantFrom(...texts, '%', 'a%', '%b', '_', '%%_', '%[%'),
    fc.constantFrom("'", '"'),
  )
  .map(([operator, name, value, quote]) => ({
    text: `${name} ${operator} ${quote}${value}${quote}`,
    holds: (run) => textOf(run, name) !== undefined && compareTexts[operator]!(textOf(run, name)!, value),
  }));

const listClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([values, negated]) => ({
    text: `tags.t.u ${negated ? 'not in' : 'IN'} (${values.map((value) => `'${value}'`).join(',')})`,
    holds: ({ tags }) => tags?.['t.u'] !== undefined && values.includes(tags['t.u']) !== negated,
  }));

const nullClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom('params.`p q`', 'tags.t.u', 'end_time'), fc.boolean())
  .map(([name, negated]) => ({
    text: `${name} IS ${negated ? 'NOT ' : ''}NULL`,
    holds: (run) => ((name === 'end_time' ? run.end : textOf(run, name)) !== undefined) === negated,
  }));

const datasetClause: fc.Arbitrary<Meant> = fc
  .tuple(fc.constantFrom('=', '!=', 'LIKE'), fc.constantFrom('d1', 'd2', 'd%'))
  .map(([operator, value]) => ({
    text: `dataset.name ${operator} '${value}'`,
    holds: ({ datasets = [] }) => datasets.some(({ name }) => compareTexts[operator]!(name, value)),
  }));

const flagClause: fc.Arbitrary<Meant> = fc.constantFrom(
  { text: 'starred', holds: ({ starred }: RunSpec) => starred === true },
  { text: 'git.dirty != true', holds: ({ code }: RunSpec) => code?.dirty === false },
  { text: 'duration > 1s', holds: ({ start, end }: RunSpec) => Number(end) - Number(start) > 1000 },
);

function textOf({ params, tags, name }: RunSpec, field: string): string | undefined {
  if (field === 'run_name') return name;
  return field.startsWith('tags') ? tags?.['t.u'] : params?.['p q'];
}

const { filter } = fc.letrec<{ filter: Meant; clause: Meant; joint: Meant; not: Meant }>((tie) => ({
  clause: fc.oneof(metricClause, rangeClause, textClause, listClause, nullClause, datasetClause, flagClause),
  not: tie('filter').map(({ text, holds }) => ({ text: `NOT (${text})`, holds: (run) => !holds(run) })),
  joint: fc
    .tuple(fc.array(tie('filter'), { minLength: 2, maxLength: 4 }), fc.constantFrom('AND', 'or'))
    .map(([parts, by]) => ({
      text: parts.map(({ text }) => `(${text})`).join(` ${by} `),
      holds: (run) => (by === 'AND' ? parts.every(({ holds }) => holds(run)) : parts.some(({ holds }) => holds(run))),
    })),
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('clause'), tie('joint'), tie('not')),
}));

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const drafts = fc.record({
  m: optional(fc.constantFrom(...numbers, Number.NaN)),
  n: optional(fc.constantFrom(...numbers)),
  p: optional(fc.constantFrom(...texts)),
  t: optional(fc.constantFrom(...texts)),
  name: fc.constantFrom(...texts.filter((text) => text !== '')),
  end: optional(fc.constantFrom(500, 5000)),
  datasets: fc.uniqueArray(fc.constantFrom('d1', 'd2'), { maxLength: 2 }),
  dirty: optional(fc.boolean()),
  starred: fc.boolean(),
});

function toRun(draft: typeof drafts extends fc.Arbitrary<infer T> ? T : never, index: number): RunSpec {
  const { m, n, p, t, dirty, end } = draft;
  return {
    id: `r${index}`,
    name: draft.name,
    start: 0,
    ...(end === undefined ? {} : { end, status: 'FINISHED' }),
    metrics: { ...(m === undefined ? {} : { m }), ...(n === undefined ? {} : { n }) },
    params: p === undefined ? {} : { 'p q': p },
    tags: t === undefined ? {} : { 't.u': t },
    datasets: draft.datasets.map((name) => ({ name, digest: '1' })),
    ...(dirty === undefined ? {} : { code: { commit: null, branch: null, dirty } }),
    starred: draft.starred,
  };
}

describe('a search in SQL', () => {
  it('finds what a plain reading of the filter finds', () => {
    fc.assert(
      fc.property(
        fc.array(drafts, { minLength: 1, maxLength: 10 }),
        fc.array(filter, { minLength: 10 }),
        (rows, asked) => {
          const runs = rows.map(toRun);
          const db = storeOf(runs);
          for (const { text, holds } of asked) {
            const expected = runs.filter(holds).map(({ id }) => id);
            assert.deepEqual(matching(db, text), expected.toSorted(), text);
          }
          db.close();
        },
      ),
      { numRuns: 50 },
    );
  });
});
