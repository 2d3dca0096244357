import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { trackerReady, type TrackerReady } from '../../../src/protocol/address';
import { layoutOf } from '../../../src/protocol/layout';
import { Desk, type StartOptions } from './desk';
import { errorCode } from './documents';

describe('serve', () => {
  let desk: Desk;
  let served: ChildProcessWithoutNullStreams | undefined;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(async () => {
    if (served?.exitCode === null) {
      const closed = once(served, 'close');
      served.kill();
      await closed;
    }
    served = undefined;
    await desk.close();
  });

  const serve = async (args: readonly string[] = [], options: StartOptions = {}): Promise<TrackerReady> => {
    served = desk.start(['serve', ...args], options);
    served.stderr.resume();
    const [line] = (await once(createInterface({ input: served.stdout }), 'line')) as [string];
    return trackerReady.parse(JSON.parse(line));
  };

  const search = (url: string, token: string | null): Promise<Response> =>
    fetch(`${url}/api/2.0/mlflow/experiments/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: '{"max_results": 1}',
    });

  it('prints one line of JSON and serves in the foreground', async () => {
    const ready = await serve();
    assert.equal(ready.pid, served?.pid);
    assert.equal(ready.store, layoutOf(desk.folder).store);
    assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await search(ready.url, ready.token)).status, 200);
    assert.equal((await search(ready.url, null)).status, 401);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends in order on ${signal}: the log is folded into the store and the port is kept`, async () => {
      const { url } = await serve();
      served?.kill(signal);
      assert.deepEqual(await once(served!, 'close'), [0, null]);
      const { store, address } = layoutOf(desk.folder);
      assert.equal(existsSync(`${store}-wal`), false);
      assert.equal((JSON.parse(readFileSync(address, 'utf8')) as { running: boolean }).running, false);
      assert.equal((await serve()).url, url);
    });
  }

  it('is the tracker that other commands talk to, also with a token of its own', async () => {
    const ready = await serve(['--token', 'open-sesame']);
    assert.equal(ready.token, 'open-sesame');
    assert.equal((await desk.ask('page', ['runs', 'list'])).total, 0);
    assert.equal(await desk.trackerPid(), served?.pid);
  });

  it('refuses a token that no client could send', async () => {
    const { code, stdout } = await desk.run(['serve', '--token', 'zwei Wörter', '--json']);
    assert.deepEqual([code, errorCode(stdout)], [2, 'MISUSE']);
  });

  it('lets any local client in with --no-token', async () => {
    const ready = await serve(['--no-token']);
    assert.equal(ready.token, null);
    assert.equal((await search(ready.url, null)).status, 200);
    assert.equal((await desk.ask('page', ['runs', 'list'])).total, 0);
    const { stdout } = await desk.run(['exec', '--quiet', '--', 'printenv', 'MLFLOW_TRACKING_TOKEN']);
    assert.equal(stdout, '');
  });

  it('keeps store and artifacts where it is told to', async () => {
    const store = join(desk.folder, 'other.db');
    const ready = await serve(['--db', 'other.db', '--artifacts-destination', 'files']);
    assert.equal(ready.store, store);
    const { runId } = await desk.ask('exec', ['exec', '--', 'echo', 'kept']);
    const { experiment } = await desk.ask('run', ['runs', 'show', runId]);
    const log = join(desk.folder, 'files', experiment.id, runId, 'artifacts/logs/stdout.txt');
    assert.equal(readFileSync(log, 'utf8'), 'kept\n');
  });

  it('records logs of runs whose artifacts lie in a folder', async () => {
    const root = join(desk.folder, 'direct');
    await serve(['--default-artifact-root', `file://${root}`]);
    const { runId, warnings } = await desk.ask('exec', ['exec', '--experiment', 'new', '--', 'echo', 'kept']);
    assert.deepEqual(warnings, []);
    const { experiment } = await desk.ask('run', ['runs', 'show', runId]);
    assert.equal(readFileSync(join(root, experiment.id, runId, 'artifacts/logs/stdout.txt'), 'utf8'), 'kept\n');
  });

  it('refuses a folder that has a tracker already', async () => {
    await serve();
    const { code, stdout } = await desk.run(['serve', '--json']);
    assert.deepEqual([code, errorCode(stdout)], [3, 'TRACKER_RUNNING']);
  });

  it('stamps what it writes with a frozen clock', async () => {
    await serve([], { env: { MODELTRAIL_NOW: '2026-11-24T10:00:00.000Z' } });
    const { runId } = await desk.ask('exec', ['exec', '--', 'true']);
    assert.equal((await desk.ask('run', ['runs', 'show', runId])).startedAt, '2026-11-24T10:00:00.000Z');
  });
});
