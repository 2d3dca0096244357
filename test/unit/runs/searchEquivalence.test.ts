import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchRuns } from '../../../src/runs';
import { everything, matching, storeOf, type RunSpec } from '../search/runStore';
import { commits, context, day, experiments, meantFilter, noon, numbers, texts } from './meantFilter';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc.constantFrom(...texts);
const drafts = fc.record({
  m: optional(fc.constantFrom(...numbers, Number.NaN)),
  n: optional(fc.constantFrom(...numbers)),
  p: optional(text),
  t: optional(text),
  note: optional(text),
  name: fc.constantFrom(...texts.filter((each) => each !== '')),
  experiment: fc.constantFrom(...experiments),
  start: optional(fc.constantFrom(noon - 1, noon, noon + 999, noon + 60_000, noon + day, context.now - 7 * day)),
  lasted: optional(fc.constantFrom(0, 500, 1500, 90_000, -5)),
  datasets: fc.uniqueArray(fc.constantFrom('d1', 'd2'), { maxLength: 2 }),
  code: optional(
    fc.record({
      commit: fc.constantFrom(null, ...commits),
      branch: fc.option(text),
      dirty: fc.constantFrom(null, true, false),
    }),
  ),
  starred: fc.boolean(),
  lost: fc.boolean(),
});

function toRun(draft: typeof drafts extends fc.Arbitrary<infer T> ? T : never, index: number): RunSpec {
  const { m, n, p, t, note, start, lasted, datasets, ...rest } = draft;
  return {
    id: `r${index}`,
    ...rest,
    start,
    ...(lasted === undefined ? {} : { end: (start ?? noon) + lasted, status: 'FINISHED' }),
    metrics: { ...(m === undefined ? {} : { m }), ...(n === undefined ? {} : { n }) },
    params: p === undefined ? {} : { 'p q': p },
    tags: { ...(t === undefined ? {} : { 't.u': t }), ...(note === undefined ? {} : { 'mlflow.note.content': note }) },
    datasets: datasets.map((name, at) => ({ name, digest: '1', ...(at === 0 ? {} : { context: 'train' }) })),
  };
}

const signal = new AbortController().signal;

/** Filters a store is asked, and stores: 2,000 filters and more. */
const filtersAStore = 40;
const stores = 55;

describe('a search in SQL', () => {
  it('finds what a plain reading of the filter finds, page by page and in slices', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(drafts, { minLength: 1, maxLength: 12 }),
        fc.array(meantFilter, { minLength: filtersAStore, maxLength: filtersAStore }),
        async (rows, asked) => {
          const runs = rows.map(toRun);
          const db = storeOf(runs);
          for (const { text: filter, holds } of asked) {
            const expected = runs.filter(holds).map(({ id }) => id);
            assert.deepEqual(matching(db, filter, { context }), expected.toSorted(), filter);
            const inSlices = await matchRuns(db, { ...everything, filter, context }, signal);
            assert.deepEqual(
              inSlices,
              runs.flatMap((run, index) => (holds(run) ? [index + 1] : [])),
              filter,
            );
          }
          db.close();
        },
      ),
      { numRuns: stores },
    );
  });
});
