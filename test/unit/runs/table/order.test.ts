import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TableOrder } from '../../../../src/protocol/table';
import { groupRuns } from '../../../../src/runs/table/groups';
import { orderRuns } from '../../../../src/runs/table/order';
import type { Db } from '../../../../src/store';
import { everything, storeOf, type RunSpec } from '../../search/runStore';
import { metricKey, naiveTable, now, paramKey, tagKey, texts, type NaiveQuery } from './naiveTable';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc.constantFrom(...Object.keys(texts));

const drafts = fc.record({
  name: fc.constantFrom('a', 'B', 'b'),
  user: fc.constantFrom('', 'ann', 'Ben'),
  start: optional(fc.constantFrom(0, 500, 1000)),
  end: optional(fc.constantFrom(400, 5000)),
  lost: fc.boolean(),
  metric: optional(fc.constantFrom(-1, -0, 0, 0.1 + 0.2, 2, 1e300, NaN)),
  param: optional(text),
  seed: optional(fc.constantFrom('1', '2')),
  tag: optional(text),
  code: optional(
    fc.record({
      commit: fc.constantFrom(null, 'aaaaaaaaaa', 'bbbbbbbbbb'),
      branch: fc.constantFrom(null, 'main', 'next'),
      dirty: fc.constantFrom(null, true, false),
    }),
  ),
});

function toRun(
  { metric, param, seed, tag, ...rest }: typeof drafts extends fc.Arbitrary<infer T> ? T : never,
  index: number,
): RunSpec {
  return {
    id: `r${String(index).padStart(2, '0')}`,
    ...rest,
    ...(rest.end === undefined ? {} : { status: 'FINISHED' }),
    metrics: metric === undefined ? {} : { [metricKey]: metric },
    params: { ...(param === undefined ? {} : { [paramKey]: param }), ...(seed === undefined ? {} : { seed }) },
    tags: tag === undefined ? {} : { [tagKey]: tag },
  };
}

const columns = [
  `metrics.${metricKey}`,
  `params.${paramKey}`,
  `tags.${tagKey}`,
  'params.seed',
  'params.never logged',
  'status',
  'started',
  'duration',
  'git.branch',
  'git.dirty',
  'user',
  'name',
];

const queries: fc.Arbitrary<NaiveQuery> = fc.record({
  sort: fc.array(fc.record({ column: fc.constantFrom(...columns), descending: fc.boolean() }), { maxLength: 8 }),
  group: fc.option(
    fc.constantFrom(`params.${paramKey}`, `tags.${tagKey}`, 'git.branch', 'git.dirty', 'status', 'user', 'seed'),
  ),
  aggregate: fc.uniqueArray(
    fc.constantFrom(`metrics.${metricKey}`, `params.${paramKey}`, 'duration', 'params.never logged'),
  ),
});

const signal = new AbortController().signal;
const context = { now, head: null };

async function tableOf(db: Db, { sort, group, aggregate }: NaiveQuery): Promise<Pick<TableOrder, 'ids' | 'groups'>> {
  const query = { ...everything, context, sort };
  if (group !== null) return groupRuns(db, { ...query, group, aggregate }, signal);
  const { runs } = await orderRuns(db, query, { signal });
  return { ids: runs.map(({ id }) => id), groups: null };
}

/** Sums of the same numbers in another order differ in the last digits. */
function rounded(
  { ids, groups }: { ids: readonly string[]; groups: readonly object[] | null },
  group: string | null,
): unknown {
  const round = (key: string, value: unknown): unknown => {
    if (key === 'label') return undefined;
    if (key === 'value' && group === 'seed') return 'any';
    if (typeof value === 'number') return Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(9));
    return value;
  };
  return JSON.parse(JSON.stringify({ ids, groups }, round));
}

describe('the order of the run table', () => {
  it('is what comparing runs one with another gives, in groups and out of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(drafts, { minLength: 1, maxLength: 14 }),
        fc.array(queries, { minLength: 8, maxLength: 12 }),
        async (rows, asked) => {
          const runs = rows.map(toRun);
          const db = storeOf(runs);
          for (const query of asked) {
            const found = rounded(await tableOf(db, query), query.group);
            assert.deepEqual(found, rounded(naiveTable(runs, query), query.group), JSON.stringify(query));
          }
          db.close();
        },
      ),
      { numRuns: 120 },
    );
  });
});
