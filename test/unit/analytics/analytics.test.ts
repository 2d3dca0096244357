import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics, toColumn, type AnalyticsOptions, type Column } from '../../../src/analytics';
import { ModelTrailError } from '../../../src/protocol/errors';
import { buildAnalyticsWorker } from '../../support/analyticsWorker';
import { eventually } from '../../support/eventually';

const endless = 'SELECT count(*) FROM range(1000000000000) AS a WHERE (a.range * 7) % 13 = 5';

describe('analytics', () => {
  const workerFile = join(__dirname, 'analyticsWorker.cjs');
  let folder: string;
  let analytics: Analytics;

  const open = (options: Partial<AnalyticsOptions> = {}): Analytics =>
    new Analytics({ workerFile, tempFolder: join(folder, 'spill'), ...options });

  before(() => buildAnalyticsWorker(workerFile));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-analytics-'));
    analytics = open();
  });

  afterEach(async () => {
    await analytics.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers with typed columns and masks of what is missing', async () => {
    const columns = await analytics.query(
      `SELECT i + 0.5::DOUBLE AS half, i AS whole, i > 0 AS positive, 'é' || i AS word, 1.25::DECIMAL(10, 2) AS price,
         TIMESTAMP '2024-01-02 03:04:05.678' AS at, CASE WHEN i = 0 THEN i END AS first FROM range(2) AS t(i)`,
    );
    assert.deepEqual(columns, [
      { name: 'half', type: 'double', values: Float64Array.of(0.5, 1.5), nulls: null },
      { name: 'whole', type: 'integer', values: BigInt64Array.of(0n, 1n), nulls: null },
      { name: 'positive', type: 'boolean', values: Uint8Array.of(0, 1), nulls: null },
      { name: 'word', type: 'text', values: ['é0', 'é1'], nulls: null },
      { name: 'price', type: 'double', values: Float64Array.of(1.25, 1.25), nulls: null },
      { name: 'at', type: 'timestamp', values: BigInt64Array.of(...twice(1704164645678000n)), nulls: null },
      { name: 'first', type: 'integer', values: BigInt64Array.of(0n, 0n), nulls: Uint8Array.of(0, 1) },
    ] satisfies Column[]);
  });

  it('answers with columns of no rows where nothing is found', async () => {
    const [column] = await analytics.query('SELECT 1::BIGINT AS one WHERE false');
    assert.deepEqual(column, { name: 'one', type: 'integer', values: new BigInt64Array(), nulls: null });
  });

  it('binds params as values, never as SQL', async () => {
    const word = "'); DROP TABLE x; --";
    const [column] = await analytics.query('SELECT $1 || $2::VARCHAR AS text', [word, 7n]);
    assert.deepEqual(column?.values, [`${word}7`]);
  });

  it('packs a result of many chunks in order', async () => {
    const [column] = await analytics.query('SELECT i FROM range(10000) AS t(i) ORDER BY i DESC');
    assert.equal(column?.values.length, 10_000);
    assert.deepEqual([column.values[0], column.values[9_999]], [9_999n, 0n]);
  });

  it('writes Parquet that reads back as it was', async () => {
    const file = join(folder, "o'dd name.parquet");
    const columns = [
      toColumn('params."lr"', 'text', ['0.1', null, '']),
      toColumn('loss', 'double', [NaN, -0.5, null]),
      toColumn('steps', 'integer', [2n ** 62n, null, -1]),
      toColumn('at', 'timestamp', [1n, null, -1n]),
      toColumn('starred', 'boolean', [true, false, null]),
    ];
    await analytics.writeParquet({ columns, file });
    assert.deepEqual(await analytics.query('SELECT * FROM read_parquet($1)', [file], { files: [file] }), columns);
    assert.deepEqual(await readdir(folder), ["o'dd name.parquet"]);
  });

  it('writes more rows than DuckDB takes at once', async () => {
    const file = join(folder, 'long.parquet');
    const values = Array.from({ length: 5_000 }, (_, index) => index);
    await analytics.writeParquet({ columns: [toColumn('n', 'double', values)], file });
    const [count, sum] = await analytics.query('SELECT count(*), sum(n) FROM read_parquet($1)', [file], {
      files: [file],
    });
    assert.deepEqual([count?.values[0], sum?.values[0]], [5_000n, 12_497_500]);
  });

  it('replaces a file and says when one cannot be written', async () => {
    const file = join(folder, 'runs.parquet');
    for (const n of [1, 2]) await analytics.writeParquet({ columns: [toColumn('n', 'integer', [n])], file });
    const [column] = await analytics.query('SELECT n FROM read_parquet($1)', [file], { files: [file] });
    assert.deepEqual(column?.values, BigInt64Array.of(2n));
    const lost = join(folder, 'nowhere', 'runs.parquet');
    await assert.rejects(analytics.writeParquet({ columns: [toColumn('n', 'integer', [1])], file: lost }), {
      code: 'FILE_NOT_WRITTEN',
    });
  });

  it('touches no file that was not named, whatever the SQL says', async () => {
    const file = join(folder, 'other.parquet');
    await analytics.writeParquet({ columns: [toColumn('n', 'integer', [1])], file });
    const refused = { code: 'QUERY_FAILED' };
    await assert.rejects(analytics.query('SELECT * FROM read_parquet($1)', [file]), refused);
    await assert.rejects(analytics.query('COPY (SELECT 1) TO $1', [join(folder, 'new.csv')]), refused);
    await assert.rejects(analytics.query('SET enable_external_access = true'), refused);
    await assert.rejects(analytics.query('INSTALL httpfs'), refused);
    assert.deepEqual(await readdir(folder), ['other.parquet']);
    assert.equal((await readFile(file)).subarray(0, 4).toString(), 'PAR1');
  });

  it('says what is wrong with a query', async () => {
    await assert.rejects(analytics.query('SELECT nothing'), (error) => {
      assert.ok(error instanceof ModelTrailError);
      assert.equal(error.code, 'QUERY_FAILED');
      assert.match(error.message, /nothing/);
      return true;
    });
  });

  it('lets go of an aborted query and answers the next', async () => {
    const abort = new AbortController();
    const query = analytics.query(endless, [], { signal: abort.signal });
    abort.abort();
    await assert.rejects(query, { name: 'AbortError' });
    assert.equal((await analytics.query('SELECT 1 AS one'))[0]?.name, 'one');
  });

  it('rejects what is under way when it is closed', async () => {
    const query = analytics.query(endless);
    await Promise.all([assert.rejects(query, { code: 'ANALYTICS_ENDED' }), analytics.close()]);
    assert.equal(analytics.running, false);
  });

  it('starts with the first job, ends when idle and starts again', async () => {
    const own = open({ idleMs: 0 });
    assert.equal(own.running, false);
    for (const n of [1, 2]) {
      const [column] = await own.query('SELECT $1::BIGINT AS n', [n]);
      assert.deepEqual(column?.values, BigInt64Array.of(BigInt(n)));
      await eventually(
        'the end of an idle worker',
        () => own.running,
        (running) => !running,
      );
    }
  });

  it('says when DuckDB cannot be loaded', async () => {
    const own = open({ workerFile: join(folder, 'missing.js') });
    await assert.rejects(own.query('SELECT 1'), { code: 'ANALYTICS_FAILED' });
  });
});

function twice<T>(value: T): [T, T] {
  return [value, value];
}
