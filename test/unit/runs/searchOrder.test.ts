import assert from 'node:assert/strict';
import fc from 'fast-check';
import { searchRuns } from '../../../src/runs/search';
import { ModelTrailError } from '../../../src/protocol/errors';
import type { Db } from '../../../src/store';
import { everything, findRuns, idsOf, storeOf, type RunSpec } from '../search/runStore';

/** Every run of a search, page by page. */
function walk(db: Db, orderBy: readonly string[], limit: number): readonly string[] {
  const ids: string[] = [];
  let pageToken: string | null = null;
  do {
    const page = searchRuns(db, { ...everything, orderBy, limit, pageToken });
    assert.ok(page.rows.length > 0 || ids.length === 0, 'no page but the first may be empty');
    ids.push(...idsOf(db, page.rows));
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return ids;
}

describe('the order of runs', () => {
  const db = storeOf([
    { id: 's0', name: 'b', start: 1, metrics: { m: 0.5 }, params: { p: 'B', q: '1' }, tags: { t: 'é' } },
    { id: 's1', name: 'a', start: 2, end: 9, metrics: { m: 0.9 }, params: { p: 'a', q: '1' }, tags: { t: 'z' } },
    { id: 's2', name: 'C', start: 3, metrics: { m: 0.7 }, params: { p: '10' } },
    { id: 's3', name: 'd', start: 4, end: 8, params: { p: '9', 'x y': 'v' } },
    { id: 's4', name: 'e', start: 4, metrics: { m: Number.NaN }, tags: { t: 'Z' }, starred: true },
  ]);
  const orders: readonly (readonly [orderBy: readonly string[], ids: string])[] = [
    [[], 's3 s4 s2 s1 s0'],
    [['metrics.m'], 's0 s2 s1 s4 s3'],
    [['metrics.m ASC'], 's0 s2 s1 s4 s3'],
    [['metrics.m DESC'], 's1 s2 s0 s4 s3'],
    [['metric.`m` desc'], 's1 s2 s0 s4 s3'],
    [['metrics."m" DESC'], 's1 s2 s0 s4 s3'],
    [['params.p'], 's2 s3 s0 s1 s4'],
    [['params.p DESC'], 's1 s0 s3 s2 s4'],
    [['params.`x y`'], 's3 s4 s2 s1 s0'],
    [['tags.t ASC'], 's4 s1 s0 s3 s2'],
    [['tags.t DESC'], 's0 s1 s4 s3 s2'],
    [['params.q', 'metrics.m DESC'], 's1 s0 s2 s4 s3'],
    [['start_time'], 's0 s1 s2 s3 s4'],
    [['created DESC'], 's3 s4 s2 s1 s0'],
    [['end_time DESC'], 's1 s3 s4 s2 s0'],
    [['end_time ASC'], 's3 s1 s4 s2 s0'],
    [['attributes.run_name'], 's2 s1 s0 s3 s4'],
    [['run_id DESC'], 's4 s3 s2 s1 s0'],
    [['status', 'run_id'], 's0 s1 s2 s3 s4'],
    [['artifact_uri'], 's0 s1 s2 s3 s4'],
    [['user_id'], 's3 s4 s2 s1 s0'],
    [['duration'], 's3 s1 s4 s2 s0'],
    [['starred DESC'], 's4 s3 s2 s1 s0'],
    [['git.branch'], 's3 s4 s2 s1 s0'],
    [['metrics.never DESC'], 's3 s4 s2 s1 s0'],
  ];
  for (const [orderBy, ids] of orders) {
    it(`${orderBy.join(', ') || 'without a wish'} gives ${ids}, however it is paged`, () => {
      for (const limit of [1, 2, 3, 5, 100]) assert.equal(walk(db, orderBy, limit).join(' '), ids);
    });
  }

  const problems: readonly (readonly [orderBy: readonly string[], message: string | RegExp])[] = [
    [['metrics.m UP'], "Invalid ordering key in order_by clause 'metrics.m UP'."],
    [['metrics.m DESC DESC'], "Invalid order_by clause 'metrics.m DESC DESC'. Could not be parsed."],
    [['metrics.m, start_time'], /^Invalid order(ing|_by) /],
    [[''], "Invalid order_by clause ''. Could not be parsed."],
    [["'metrics.m'"], "Invalid order_by clause ''metrics.m''. Could not be parsed."],
    [['xx'], /^Invalid attribute key 'xx' specified\. Valid keys are /],
    [['foo.bar'], /^Invalid entity type 'foo'\. Valid values are /],
    [['dataset.name'], "Invalid order_by entity type 'dataset'"],
    [['metrics.m', 'metrics.m DESC'], "`order_by` contains duplicate fields: 'metric.m'"],
    [['start_time', 'attributes.created'], "`order_by` contains duplicate fields: 'attribute.start_time'"],
  ];
  for (const [orderBy, message] of problems) {
    it(`is refused for ${orderBy.join(', ') || 'an empty text'}`, () => {
      assert.throws(
        () => findRuns(db, { orderBy }),
        (error: unknown) => {
          assert.ok(error instanceof ModelTrailError);
          assert.equal(error.code, 'INVALID_VALUE');
          if (typeof message === 'string') assert.equal(error.message, message);
          else assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe('paging', () => {
  it('sees each run once whatever the ties, in the order of one big page', () => {
    const values = fc.constantFrom(undefined, Number.NaN, -0, 0, 1, 1.5, 0.1 + 0.2, 5e-324);
    const texts = fc.constantFrom(undefined, '', 'a', 'A', 'é', '\u{1f600}', '"');
    const times = fc.constantFrom<(number | bigint | undefined)[]>(undefined, 1, 2, 2n ** 53n + 1n, 2n ** 53n + 2n);
    const specs = fc.array(fc.record({ m: values, p: texts, start: times }), { maxLength: 12 });
    const wishes = fc.uniqueArray(fc.constantFrom('metrics.m', 'params.p', 'start_time', 'run_name'), { maxLength: 3 });
    const directions = fc.constantFrom('', ' ASC', ' DESC');
    const orders = fc.tuple(wishes, fc.array(directions, { minLength: 3, maxLength: 3 })).map(([keys, by]) => {
      return keys.map((key, index) => `${key}${by[index] ?? ''}`);
    });
    fc.assert(
      fc.property(specs, orders, fc.integer({ min: 1, max: 4 }), (rows, orderBy, limit) => {
        const runs = rows.map(({ m, p, start }, index): RunSpec => ({
          id: `r${index}`,
          name: 'same',
          ...(start === undefined ? {} : { start }),
          ...(m === undefined ? {} : { metrics: { m } }),
          ...(p === undefined ? {} : { params: { p } }),
        }));
        const db = storeOf(runs);
        const paged = walk(db, orderBy, limit);
        assert.deepEqual(paged, findRuns(db, { orderBy }));
        assert.deepEqual(paged.toSorted(), runs.map(({ id }) => id).toSorted());
        db.close();
      }),
      { numRuns: 150 },
    );
  });

  it('goes on where it was when runs come and go in between', () => {
    const db = storeOf(Array.from({ length: 6 }, (_, index) => ({ id: `r${index}`, start: 10 - index })));
    const first = searchRuns(db, { ...everything, limit: 2 });
    db.prepare("DELETE FROM runs WHERE uuid = 'r1'").run();
    db.prepare("UPDATE runs SET start_time = 99 WHERE uuid = 'r0'").run();
    const second = searchRuns(db, { ...everything, limit: 2, pageToken: first.nextPageToken });
    assert.deepEqual(idsOf(db, second.rows), ['r2', 'r3']);
  });

  it('tells the last page by looking one run ahead', () => {
    const db = storeOf([{ id: 'a' }, { id: 'b' }]);
    assert.equal(searchRuns(db, { ...everything, limit: 2 }).nextPageToken, null);
    assert.notEqual(searchRuns(db, { ...everything, limit: 1 }).nextPageToken, null);
    assert.equal(searchRuns(storeOf([]), everything).nextPageToken, null);
  });

  describe('refuses a token', () => {
    const db = storeOf([{ id: 'a' }, { id: 'b' }]);
    const { nextPageToken } = searchRuns(db, { ...everything, limit: 1 });
    const token = nextPageToken ?? '';
    const parsed = JSON.parse(Buffer.from(token, 'base64url').toString()) as { readonly query: string };
    const forge = (last: unknown) => Buffer.from(JSON.stringify({ ...parsed, last })).toString('base64url');

    const tokens: readonly (readonly [what: string, token: string])[] = [
      ['that is no token', 'nonsense!'],
      ['that is cut', token.slice(0, -9)],
      ['of another shape', Buffer.from('{"offset": 3}').toString('base64url')],
      ['with too few values', forge(['a'])],
      ['with values no store holds', forge([{ int: '9223372036854775808' }, 'a'])],
      ['with values of another kind', forge([{ int: 'x' }, 'a'])],
    ];
    for (const [what, bad] of tokens) {
      it(what, () => {
        assert.throws(() => findRuns(db, { pageToken: bad }), {
          code: 'INVALID_VALUE',
          message: /^Invalid page token, /,
        });
      });
    }
    it('of a search with another filter or order', () => {
      const foreign = { code: 'INVALID_VALUE', message: /^Invalid page token, it belongs to a search with another / };
      assert.throws(() => findRuns(db, { pageToken: token, filter: 'starred' }), foreign);
      assert.throws(() => findRuns(db, { pageToken: token, orderBy: ['run_name'] }), foreign);
      assert.throws(() => findRuns(db, { pageToken: token, orderBy: ['run_name', 'run_id'] }), foreign);
    });
    it('but takes an empty one for the first page', () => {
      assert.deepEqual(findRuns(db, { pageToken: '' }), ['a', 'b']);
    });
  });
});
