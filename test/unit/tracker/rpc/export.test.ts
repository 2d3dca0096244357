import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics, type Column } from '../../../../src/analytics';
import { rpcPrefix } from '../../../../src/protocol/rpc';
import { createRun, logBatch } from '../../../../src/runs';
import { startTracker, type Tracker } from '../../../../src/tracker/start';
import { buildAnalyticsWorker } from '../../../support/analyticsWorker';

describe('exporting runs as Parquet', () => {
  const workerFile = join(__dirname, 'analyticsWorker.cjs');
  let folder: string;
  let tracker: Tracker;

  before(() => buildAnalyticsWorker(workerFile));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-export-'));
    tracker = await startTracker({ folder, token: null, analyticsFile: workerFile });
  });

  afterEach(async () => {
    await tracker.close();
    await rm(folder, { recursive: true, force: true });
  });

  const record = (name: string, { params = {}, loss }: { params?: Record<string, string>; loss?: number }): void => {
    const { db } = tracker.services;
    const { id } = createRun(db, { experimentId: '0', name, startTime: 1_700_000_000_000, now: 1_700_000_000_000 });
    logBatch(db, {
      id,
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
      metrics: loss === undefined ? [] : [{ key: 'loss', value: loss, timestamp: 1_700_000_000_500, step: 0 }],
      now: 1_700_000_000_500,
    });
  };

  const exportRuns = async (params: object): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${tracker.url}${rpcPrefix}/rpc/runs/export`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ format: 'parquet', ...params }),
    });
    return { status: response.status, body: await response.json() };
  };

  const readTable = async (file: string): Promise<Map<string, Column>> => {
    const analytics = new Analytics({ workerFile, tempFolder: join(folder, 'spill') });
    try {
      const columns = await analytics.query('SELECT * FROM read_parquet($1) ORDER BY name', [file], { files: [file] });
      return new Map(columns.map((column) => [column.name, column]));
    } finally {
      await analytics.close();
    }
  };

  it('writes typed columns with nulls where a run lacks a key', async () => {
    record('a', { params: { lr: '0.1' }, loss: NaN });
    record('b', { params: { depth: '3' } });
    const file = join(folder, 'runs.parquet');
    const { body } = await exportRuns({ file });
    const { length: sizeBytes } = await readFile(file);
    const table = await readTable(file);
    assert.deepEqual(body, { file, runs: 2, columns: table.size, sizeBytes });
    const at = 1_700_000_000_000_000n;
    const expected: Column[] = [
      { name: 'name', type: 'text', values: ['a', 'b'], nulls: null },
      { name: 'startedAt', type: 'timestamp', values: BigInt64Array.of(at, at), nulls: null },
      { name: 'starred', type: 'boolean', values: Uint8Array.of(0, 0), nulls: null },
      { name: 'params.depth', type: 'text', values: ['', '3'], nulls: Uint8Array.of(1, 0) },
      { name: 'params.lr', type: 'text', values: ['0.1', ''], nulls: Uint8Array.of(0, 1) },
      { name: 'metrics.loss', type: 'double', values: Float64Array.of(NaN, 0), nulls: Uint8Array.of(0, 1) },
    ];
    for (const column of expected) assert.deepEqual(table.get(column.name), column);
  });

  it('writes every run of many pages, or as many as asked for', async () => {
    for (let index = 0; index < 450; index += 1) record(`run-${index}`, {});
    const all = join(folder, 'all.parquet');
    const some = join(folder, 'some.parquet');
    await exportRuns({ file: all });
    await exportRuns({ file: some, limit: 201, orderBy: ['attributes.run_name ASC'] });
    const ids = (await readTable(all)).get('id')?.values ?? [];
    assert.equal(new Set<unknown>(ids).size, 450);
    assert.equal((await readTable(some)).get('id')?.values.length, 201);
  });

  it('writes the selected runs alone, and an empty table where none match', async () => {
    record('a', { loss: 1 });
    record('b', { loss: 3 });
    const file = join(folder, 'runs.parquet');
    await exportRuns({ file, filter: 'metrics.loss > 2' });
    assert.deepEqual((await readTable(file)).get('name')?.values, ['b']);
    await exportRuns({ file, filter: 'metrics.loss > 4' });
    assert.deepEqual((await readTable(file)).get('name')?.values, []);
  });

  it('refuses a relative path, and says when the folder is missing', async () => {
    const relative = await exportRuns({ file: 'runs.parquet' });
    assert.deepEqual([relative.status, codeOf(relative.body)], [400, 'INVALID_VALUE']);
    const missing = await exportRuns({ file: join(folder, 'nowhere', 'runs.parquet') });
    assert.deepEqual([missing.status, codeOf(missing.body)], [400, 'FILE_NOT_WRITTEN']);
  });
});

function codeOf(body: unknown): string {
  return (body as { readonly error: { readonly code: string } }).error.code;
}
