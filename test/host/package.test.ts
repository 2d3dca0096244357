import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';

/** What only the files of a whole package can do: run on the source folder and on the packaged VSIX alike. */
describe('the package', () => {
  let scratch: string;

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'modeltrail-host-'));
  });

  afterEach(() => rm(scratch, { recursive: true, force: true }));

  const connect = async () => {
    const api = await vscode.extensions.getExtension<Api>('modeltrail.modeltrail')?.activate();
    const [session] = api?.sessions.all ?? [];
    assert.ok(session, 'a trusted folder has a session');
    const { url, token } = await session.client();
    const post = async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token ?? ''}` },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 200, `${path} is accepted`);
      return response.json();
    };
    return { session, post };
  };

  it('starts a tracker that records over HTTP with SQLite and writes Parquet with DuckDB', async () => {
    const { session, post } = await connect();
    const { run } = (await post('runs/create', { experiment_id: '0', run_name: 'packaged', start_time: 1 })) as {
      readonly run: { readonly info: { readonly run_id: string } };
    };
    const id = run.info.run_id;
    await post('runs/log-metric', { run_id: id, key: 'acc', value: 0.75, timestamp: 2, step: 3 });
    const stored = await session.ask('runs/read', { id });
    assert.deepEqual([stored.name, stored.metrics.acc?.value, stored.metrics.acc?.step], ['packaged', 0.75, 3]);

    const file = join(scratch, 'packaged.parquet');
    const written = await session.ask('runs/export', { format: 'parquet', file, filter: "run_name = 'packaged'" });
    const bytes = await readFile(file);
    assert.equal(written.runs, 1);
    assert.equal(written.sizeBytes, bytes.length);
    assert.deepEqual([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()], ['PAR1', 'PAR1']);
  });
});
