import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics } from '../../../../src/analytics';
import { rpcPrefix } from '../../../../src/protocol/rpc';
import { createRun, logBatch, updateRun } from '../../../../src/runs';
import { startTracker, type Tracker } from '../../../../src/tracker/start';
import { buildAnalyticsWorker } from '../../../support/analyticsWorker';

const started = Date.UTC(2026, 10, 25, 1, 2, 3);

describe('exporting the run table', () => {
  const workerFile = join(__dirname, 'analyticsWorker.cjs');
  let folder: string;
  let tracker: Tracker;

  before(() => buildAnalyticsWorker(workerFile));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-table-'));
    tracker = await startTracker({ folder, token: null, analyticsFile: workerFile });
    record('b', { lr: '0.1', acc: 0.123456789 });
    record('a', { lr: 'say "hi", |then|\nleave', acc: NaN });
    record('c', {});
  });

  afterEach(async () => {
    await tracker.close();
    await rm(folder, { recursive: true, force: true });
  });

  const record = (id: string, { lr, acc }: { readonly lr?: string; readonly acc?: number }): void => {
    const { db } = tracker.services;
    createRun(db, { id, name: `run ${id}`, experimentId: '0', startTime: started, now: started });
    logBatch(db, {
      id,
      params: lr === undefined ? [] : [{ key: 'lr', value: lr }],
      metrics: acc === undefined ? [] : [{ key: 'val/acc', value: acc, timestamp: started, step: 0 }],
      now: started,
    });
    updateRun(db, { id, status: 'FINISHED', endTime: started + 61_000, now: started });
  };

  const columns = ['name', 'started', 'duration', 'starred', 'git.commit', 'params.lr', 'metrics.val/acc', 'tags.none'];

  const exportTable = async (
    format: string,
    params: object = {},
  ): Promise<{ file: string; status: number; body: unknown }> => {
    const file = join(folder, `table.${format}`);
    const response = await fetch(`${tracker.url}${rpcPrefix}/rpc/runs/exportTable`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: {}, columns, format, file, ...params }),
    });
    return { file, status: response.status, body: await response.json() };
  };

  it('writes CSV with the titles and cells of the command line', async () => {
    const { file, body } = await exportTable('csv');
    assert.deepEqual(body, { file, runs: 3 });
    assert.equal(
      await readFile(file, 'utf8'),
      [
        'name,startedAt,durationMs,starred,git.commit,params.lr,metrics.val/acc,tags.none',
        'run a,2026-11-25T01:02:03.000Z,61000,false,,"say ""hi"", |then|\nleave",NaN,',
        'run b,2026-11-25T01:02:03.000Z,61000,false,,0.1,0.123456789,',
        'run c,2026-11-25T01:02:03.000Z,61000,false,,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('writes Markdown for people', async () => {
    const { file } = await exportTable('md', { columns: ['name', 'duration', 'params.lr', 'metrics.val/acc'] });
    assert.deepEqual((await readFile(file, 'utf8')).split('\n'), [
      '| Run | Duration | lr | val/acc |',
      '| --- | --- | --- | --- |',
      '| run a | 1 m 1 s | say "hi", \\|then\\| leave | NaN |',
      '| run b | 1 m 1 s | 0.1 | 0.1235 |',
      '| run c | 1 m 1 s |  | – |',
      '',
    ]);
  });

  it('writes JSON with a value of its type for each column', async () => {
    const { file } = await exportTable('json', { query: { filter: "run_name = 'run b' or run_name = 'run a'" } });
    const startedAt = '2026-11-25T01:02:03.000Z';
    const common = { startedAt, durationMs: 61_000, starred: false, 'git.commit': null, 'tags.none': null };
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), {
      runs: [
        { name: 'run a', ...common, 'params.lr': 'say "hi", |then|\nleave', 'metrics.val/acc': 'NaN' },
        { name: 'run b', ...common, 'params.lr': '0.1', 'metrics.val/acc': 0.123456789 },
      ],
    });
  });

  it('writes Parquet with typed columns', async () => {
    const { file } = await exportTable('parquet', { query: { sort: [{ column: 'name', descending: true }] } });
    const analytics = new Analytics({ workerFile, tempFolder: join(folder, 'spill') });
    const read = await analytics.query('SELECT * FROM read_parquet($1)', [file], { files: [file] });
    await analytics.close();
    const at = BigInt(started) * 1000n;
    assert.deepEqual(read, [
      { name: 'name', type: 'text', values: ['run c', 'run b', 'run a'], nulls: null },
      { name: 'startedAt', type: 'timestamp', values: BigInt64Array.of(at, at, at), nulls: null },
      { name: 'durationMs', type: 'integer', values: BigInt64Array.of(61_000n, 61_000n, 61_000n), nulls: null },
      { name: 'starred', type: 'boolean', values: Uint8Array.of(0, 0, 0), nulls: null },
      { name: 'git.commit', type: 'text', values: ['', '', ''], nulls: Uint8Array.of(1, 1, 1) },
      {
        name: 'params.lr',
        type: 'text',
        values: ['', '0.1', 'say "hi", |then|\nleave'],
        nulls: Uint8Array.of(1, 0, 0),
      },
      {
        name: 'metrics.val/acc',
        type: 'double',
        values: Float64Array.of(0, 0.123456789, NaN),
        nulls: Uint8Array.of(1, 0, 0),
      },
      { name: 'tags.none', type: 'text', values: ['', '', ''], nulls: Uint8Array.of(1, 1, 1) },
    ]);
  });

  it('keeps the order of the table, its groups too', async () => {
    for (let index = 0; index < 250; index += 1) record(`r${index}`, { lr: String(index % 2) });
    const sort = [{ column: 'params.lr', descending: true }];
    const { file } = await exportTable('csv', { query: { sort, group: 'params.lr' }, columns: ['params.lr'] });
    const lines = (await readFile(file, 'utf8')).split('\r\n').slice(1, 251);
    assert.deepEqual(lines, [
      ...Array<string>(125).fill('1'),
      ...Array<string>(1).fill('0.1'),
      ...Array<string>(124).fill('0'),
    ]);
  });

  it('writes a table without runs', async () => {
    for (const format of ['csv', 'json', 'md', 'parquet']) {
      const { body } = await exportTable(format, { query: { filter: "run_name = 'nobody'" } });
      assert.equal((body as { readonly runs: number }).runs, 0);
    }
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'table.json'), 'utf8')), { runs: [] });
  });

  it('replaces a file only by a whole one, and leaves no draft behind', async () => {
    const file = join(folder, 'table.csv');
    await writeFile(file, 'before');
    for (const [params, code] of [
      [{ columns: ['name', 'nonsense'] }, 'INVALID_VALUE'],
      [{ query: { filter: 'metrics.' } }, 'INVALID_VALUE'],
      [{ file: 'table.csv' }, 'INVALID_VALUE'],
      [{ file: join(folder, 'nowhere', 'table.csv') }, 'FILE_NOT_WRITTEN'],
    ] as const) {
      const { status, body } = await exportTable('csv', params);
      assert.equal(status, 400);
      assert.equal((body as { readonly error: { readonly code: string } }).error.code, code);
    }
    assert.equal(await readFile(file, 'utf8'), 'before');
    assert.deepEqual((await readdir(folder)).sort(), ['.modeltrail', 'table.csv']);
  });
});
