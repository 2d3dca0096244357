import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRun, ensureDefaultExperiment, matchRuns } from '../../../../src/runs';
import { listDiffering } from '../../../../src/runs/table/differing';
import { readExtremes } from '../../../../src/runs/table/extremes';
import { groupRuns } from '../../../../src/runs/table/groups';
import { orderRuns } from '../../../../src/runs/table/order';
import { listUsedColumns } from '../../../../src/runs/table/usedColumns';
import type { Db } from '../../../../src/store';
import { everything, storeOf, type RunSpec } from '../../search/runStore';

const signal = new AbortController().signal;
const { context } = everything;
const odd = `a.b/"x' OR 1=1 --\`😀`;

function storeWithOddTag(): Db {
  const db = storeOf([]);
  ensureDefaultExperiment(db, { artifactRoot: 'a', now: 1 });
  // Keys of a new run's tags are taken as they are.
  createRun(db, { id: 'a', experimentId: '0', startTime: 1, tags: [{ key: odd, value: '10' }], now: 1 });
  createRun(db, { id: 'b', experimentId: '0', startTime: 2, tags: [{ key: odd, value: '9' }], now: 1 });
  return db;
}

const rowsOf = (db: Db): Promise<number[]> => matchRuns(db, everything, signal);

describe('a column of the run table', () => {
  it('may have any characters in its key', async () => {
    const db = storeWithOddTag();
    const column = `tags.${odd}`;
    const query = { ...everything, sort: [{ column, descending: true }] };
    const { runs } = await orderRuns(db, query, { signal });
    assert.deepEqual(
      runs.map(({ id }) => id),
      ['a', 'b'],
    );
    const { groups } = await groupRuns(db, { ...query, group: column, aggregate: [column] }, signal);
    assert.deepEqual(
      groups?.map(({ value, cells }) => [value, cells[0]?.mean]),
      [
        ['10', 10],
        ['9', 9],
      ],
    );
    assert.deepEqual(await readExtremes(db, { rows: await rowsOf(db), columns: [column], context }, signal), [
      { column, min: 9, max: 10 },
    ]);
    assert.ok((await listDiffering(db, { rows: await rowsOf(db), context }, signal)).includes(column));
  });

  for (const id of ['lr', 'params.', 'toString', '', 'git.tree', "name' --"]) {
    it(`is refused as '${id}'`, async () => {
      const query = { ...everything, sort: [{ column: id, descending: false }] };
      await assert.rejects(orderRuns(storeOf([]), query, { signal }), { code: 'INVALID_VALUE' });
    });
  }
});

describe('the columns that runs have values in', () => {
  const runs: readonly RunSpec[] = [
    { id: 'a', params: { lr: '1', depth: '2' }, metrics: { acc: 1 } },
    { id: 'b', params: { lr: '1' }, metrics: { acc: 1, 'val/acc': NaN }, tags: { LRnote: 'x' } },
    { id: 'c', deleted: true, params: { gone: '1' } },
  ];
  const list = async (find = '', limit = 100) => {
    const db = storeOf(runs);
    const { columns, total } = await listUsedColumns(db, { rows: await rowsOf(db), find, limit }, signal);
    return { columns: columns.map(({ column, runs: count }) => `${column} ${count}`), total };
  };

  it('come most used first, then by name', async () => {
    assert.deepEqual(await list(), {
      columns: [
        'metrics.acc 2',
        'params.lr 2',
        'tags.mlflow.runName 2',
        'metrics.val/acc 1',
        'params.depth 1',
        'tags.LRnote 1',
      ],
      total: 6,
    });
  });

  it('are found by a part of their name in any case', async () => {
    assert.deepEqual(await list('LR'), { columns: ['params.lr 2', 'tags.LRnote 1'], total: 2 });
    assert.deepEqual(await list('metrics.'), { columns: ['metrics.acc 2', 'metrics.val/acc 1'], total: 2 });
  });

  it('are cut to the most used, and say so', async () => {
    assert.deepEqual(await list('', 3), {
      columns: ['metrics.acc 2', 'params.lr 2', 'tags.mlflow.runName 2'],
      total: 6,
    });
  });

  it('are as many as asked for, the least used ones in the order they were met', async () => {
    assert.deepEqual((await list('', 4)).columns.slice(3), ['metrics.val/acc 1']);
    assert.deepEqual((await list('', 5)).columns.length, 5);
    assert.deepEqual((await list('', 1)).columns.length, 1);
  });

  it('are none without runs', async () => {
    assert.deepEqual(await listUsedColumns(storeOf([]), { rows: [], find: '', limit: 10 }, signal), {
      columns: [],
      total: 0,
    });
  });

  it('are not read on once nobody waits', async () => {
    const db = storeOf(runs);
    await assert.rejects(listUsedColumns(db, { rows: await rowsOf(db), find: '', limit: 10 }, AbortSignal.abort()), {
      name: 'AbortError',
    });
  });
});

describe('the columns that differ', () => {
  const keys = fc.constantFrom('p', 'q');
  const pairs = fc.dictionary(keys, fc.constantFrom('1', '1.0', ''));
  const drafts = fc.record({
    params: pairs,
    tags: pairs,
    metrics: fc.dictionary(keys, fc.constantFrom(0, 1, NaN)),
    starred: fc.boolean(),
  });

  it('are those in which not all runs have the same value or none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drafts, { maxLength: 25 }), async (rows) => {
        const db = storeOf(
          rows.map((draft, index) => ({ id: `r${index}`, name: 'n', start: 0, end: 1, status: 'FINISHED', ...draft })),
        );
        const differs = (read: (run: (typeof rows)[number]) => unknown): boolean => new Set(rows.map(read)).size > 1;
        const expected = [
          ...(rows.length > 1 ? ['id'] : []),
          ...(differs(({ starred }) => starred) ? ['starred'] : []),
          ...(['metrics', 'params', 'tags'] as const).flatMap((kind) =>
            ['p', 'q'].filter((key) => differs((run) => run[kind][key])).map((key) => `${kind}.${key}`),
          ),
        ];
        const found = await listDiffering(db, { rows: await rowsOf(db), context }, signal);
        assert.deepEqual(found.toSorted(), expected.toSorted());
        const only = ['params.p', 'tags.q', 'params.none', 'starred'];
        assert.deepEqual(
          await listDiffering(db, { rows: await rowsOf(db), context, only }, signal),
          only.filter((column) => expected.includes(column)),
        );
        db.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('the extremes of metrics', () => {
  it('are of the latest finite values; metrics without one are left out', async () => {
    const db = storeOf([
      { id: 'a', metrics: { acc: 0.5, loss: NaN } },
      { id: 'b', metrics: { acc: Infinity, loss: -Infinity } },
      { id: 'c', metrics: { acc: -2 } },
    ]);
    const columns = ['metrics.loss', 'metrics.acc', 'metrics.none'];
    assert.deepEqual(await readExtremes(db, { rows: await rowsOf(db), columns, context }, signal), [
      { column: 'metrics.acc', min: -2, max: 0.5 },
    ]);
  });
});

describe('the groups of the run table', () => {
  const groupsOf = async (runs: readonly RunSpec[], group: string) =>
    (await groupRuns(storeOf(runs), { ...everything, sort: [], group, aggregate: [] }, signal)).groups?.map(
      (each) => each.label,
    );

  it('are named by what their runs have in common', async () => {
    const code = { commit: 'abcdef0123456789', branch: null, dirty: false };
    const runs: RunSpec[] = [
      { id: 'a', start: 2, code, params: { lr: '0.1' } },
      { id: 'b', start: 1 },
    ];
    assert.deepEqual(await groupsOf(runs, 'git.commit'), ['abcdef01', 'no commit']);
    assert.deepEqual(await groupsOf(runs, 'params.lr'), ['0.1', 'no lr']);
    assert.deepEqual(await groupsOf(runs, 'experiment'), ['Default']);
  });

  it('are named by their newest run when only the seed differs', async () => {
    const runs: RunSpec[] = [
      { id: 'a', name: 'old', start: 1, params: { seed: '1' } },
      { id: 'b', name: 'new', start: 3, params: { seed: '2' } },
      { id: 'c', name: 'other', start: 2, params: { lr: '1' } },
    ];
    assert.deepEqual(await groupsOf(runs, 'seed'), ['2 runs of new', 'other']);
  });
});
