import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectTracker, type TrackerClient } from '../../../src/client';
import { trackerAddress } from '../../../src/protocol/address';
import { layoutOf } from '../../../src/protocol/layout';

const trackerFile = resolve('dist/tracker.js');

describe('a client of the folder', () => {
  let folder: string;
  const clients: TrackerClient[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modeltrail-client-'));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    const { pid, running } = readAddress();
    if (running) await end(pid, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = async (): Promise<TrackerClient> => {
    const client = await connectTracker({ folder, start: true, trackerFile });
    clients.push(client);
    return client;
  };
  const readAddress = () => trackerAddress.parse(JSON.parse(readFileSync(layoutOf(folder).address, 'utf8')));

  it('of windows that open at once shares one tracker', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, connect));
    const statuses = await Promise.all(all.map((client) => client.ask('tracker/status', {})));
    assert.equal(new Set(statuses.map(({ pid }) => pid)).size, 1);
    assert.equal(new Set(all.map(({ url }) => url)).size, 1);
  });

  it('goes on after its tracker was killed, at the same address with the same token', async () => {
    const client = await connect();
    const { url, token } = client;
    const { id } = await client.ask('runs/create', { name: 'survivor' });
    const { pid } = await client.ask('tracker/status', {});
    await end(pid, 'SIGKILL');
    assert.equal((await client.ask('runs/read', { id })).name, 'survivor');
    assert.deepEqual([client.url, client.token], [url, token]);
    assert.notEqual((await client.ask('tracker/status', {})).pid, pid);
  });

  it('passes an answer on as its own bytes, which hold nothing else', async () => {
    const client = await connect();
    const { id } = await client.ask('runs/create', { name: 'passed on' });
    const relayed = await client.relay('runs/resolve', { name: id });
    assert.deepEqual(JSON.parse(new TextDecoder().decode(relayed)), { id });
    assert.equal(relayed.buffer.byteLength, relayed.byteLength);
    await assert.rejects(client.relay('runs/read', { id: 'none' }), { code: 'RUN_NOT_FOUND' });
  });

  it('hears what changes, also from the tracker that follows a killed one', async () => {
    const client = await connect();
    const { id } = await client.ask('runs/create', {});
    const heard: string[] = [];
    let wake: () => void = () => undefined;
    let connections = 0;
    client.subscribe(
      (event) => {
        heard.push(...event.runs);
        wake();
      },
      (state) => {
        if (state === 'connected') connections += 1;
        wake();
      },
    );
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise<void>((next) => (wake = next));
    };
    await until(() => connections === 1);
    const { pid } = await client.ask('tracker/status', {});
    await end(pid, 'SIGKILL');
    await until(() => connections === 2);
    heard.length = 0;
    await client.ask('runs/change', { ids: [id], note: 'again' });
    await until(() => heard.includes(id));
  });

  it('is told in words why the tracker cannot start', async () => {
    await connect();
    const { pid } = readAddress();
    clients[0]?.close();
    await end(pid, 'SIGTERM');
    writeFileSync(layoutOf(folder).store, 'this is no database, and was never one'.repeat(100));
    for (const suffix of ['-wal', '-shm']) rmSync(layoutOf(folder).store + suffix, { force: true });
    await assert.rejects(connectTracker({ folder, start: true, trackerFile }), { code: 'STORE_DAMAGED' });
    assert.match(readFileSync(layoutOf(folder).store, 'utf8'), /never one/, 'the damaged file is as it was');
  });
});

/** Ends a tracker that the test started, and waits until the process is gone. */
async function end(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  for (let next: 0 | typeof signal = signal; ; next = 0) {
    try {
      process.kill(pid, next);
    } catch {
      return;
    }
    await new Promise((turn) => setImmediate(turn));
  }
}
