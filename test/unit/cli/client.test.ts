import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectTracker, type ConnectionState } from '../../../src/client';
import { ModelTrailError } from '../../../src/protocol/errors';
import type { TrackerEvent } from '../../../src/protocol/events';
import { layoutOf } from '../../../src/protocol/layout';
import { startTracker } from '../../../src/tracker/start';
import { eventually } from '../../support/eventually';
import { Desk, isAlive, trackerFile } from './desk';

describe("a client of the folder's tracker", () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  const find = (folder = desk.folder): ReturnType<typeof connectTracker> =>
    connectTracker({ folder, start: false, trackerFile });

  it('starts none when it is not asked to', async () => {
    await assert.rejects(find(), { code: 'TRACKER_NOT_RUNNING' });
    assert.ok(!existsSync(layoutOf(desk.folder).address));
  });

  it('starts one that lives on, and finds it again', async () => {
    const client = await desk.tracker();
    const { pid } = await client.ask('tracker/status', {});
    client.close();
    const again = await find();
    assert.equal((await again.ask('tracker/status', {})).pid, pid);
    again.close();
    assert.ok(isAlive(pid));
  });

  it('agrees with all others on one tracker when many start at once', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => desk.tracker()));
    const states = await Promise.all(clients.map((client) => client.ask('tracker/status', {})));
    assert.equal(new Set(states.map(({ pid }) => pid)).size, 1);
  });

  it('passes on what the tracker says when it cannot start', async () => {
    writeFileSync(layoutOf(desk.folder).store, 'no store, '.repeat(1000));
    await assert.rejects(desk.tracker(), { code: 'STORE_DAMAGED' });
  });

  it('says so when the tracker ends without a word', async () => {
    const options = { folder: desk.folder, start: true, trackerFile: '-e', node: { execPath: process.execPath } };
    await assert.rejects(connectTracker(options), { code: 'TRACKER_FAILED' });
    await assert.rejects(connectTracker({ ...options, node: { execPath: '/no/such/node' } }), {
      code: 'TRACKER_FAILED',
    });
  });

  it('keeps the token out of the log', async () => {
    const { token } = await desk.tracker();
    assert.ok(token);
    assert.ok(!readFileSync(layoutOf(desk.folder).log, 'utf8').includes(token));
  });

  it('is not taken in by a copied folder, nor by a stranger on the port', async () => {
    await desk.tracker();
    const copy = `${desk.folder}-copy`;
    cpSync(desk.folder, copy, { recursive: true, filter: (file) => !file.includes('store.db') });
    await assert.rejects(find(copy), { code: 'TRACKER_NOT_RUNNING' });
    await desk.stopTracker();

    const asked: (string | undefined)[] = [];
    const stranger = createServer((request, reply) => {
      asked.push(request.headers.authorization);
      reply.end('hello');
    });
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    const { port } = stranger.address() as AddressInfo;
    const { address } = layoutOf(desk.folder);
    const last = JSON.parse(readFileSync(address, 'utf8')) as object;
    writeFileSync(address, JSON.stringify({ ...last, running: true, port, url: `http://127.0.0.1:${port}` }));
    await assert.rejects(find(), { code: 'TRACKER_NOT_RUNNING' });
    assert.deepEqual(asked, [undefined]);
    stranger.close();
    writeFileSync(address, JSON.stringify({ ...last, running: false }));
  });

  it('sends the token to no other machine, whatever the address file says', async () => {
    const { address, token } = layoutOf(desk.folder);
    writeFileSync(token, 'secret\n');
    const last = { port: 1, pid: 1, version: '0.1.0', startedAt: '2026-11-24T10:00:00Z', running: true };
    for (const url of ['http://192.0.2.1:80', 'http://127.0.0.1:80@192.0.2.1:80', 'http://127.0.0.1:99999', 'none']) {
      writeFileSync(address, JSON.stringify({ ...last, url }));
      await assert.rejects(find(), { code: 'TRACKER_NOT_RUNNING' }, url);
    }
    rmSync(address);
  });

  it('starts a tracker over files that make no sense', async () => {
    const { address, token, lock } = layoutOf(desk.folder);
    writeFileSync(address, '{"url":"http://127.0.0.1:1","port":-1}');
    writeFileSync(token, 'zwei Wörter\n');
    writeFileSync(lock, 'no database, '.repeat(100));
    const client = await desk.tracker();
    assert.equal((await client.ask('tracker/status', {})).folder, desk.folder);
    assert.match(client.token ?? '', /^[\w-]{32}$/);
    assert.equal(readFileSync(token, 'utf8'), `${client.token ?? ''}\n`);
    await assert.rejects(startTracker({ folder: desk.folder }), { code: 'TRACKER_RUNNING' });
  });

  it('names what is in the way of a file it needs', async () => {
    for (const name of ['token', 'address', 'inbox'] as const) {
      const path = layoutOf(desk.folder)[name];
      rmSync(path, { recursive: true, force: true });
      if (name === 'inbox') writeFileSync(path, '');
      else mkdirSync(path);
      await assert.rejects(desk.tracker(), (error) => {
        assert.ok(error instanceof ModelTrailError);
        assert.equal(error.code, 'FOLDER_BLOCKED');
        assert.ok(error.message.includes(path), error.message);
        return true;
      });
      rmSync(path, { recursive: true });
    }
  });

  it('names a token that the tracker does not take', async () => {
    const client = await desk.tracker();
    for (const other of ['another\n', 'zwei Wörter\n']) {
      writeFileSync(layoutOf(desk.folder).token, other);
      await assert.rejects(find(), { code: 'TRACKER_TOKEN' });
    }
    client.close();
  });

  it("rejects with the tracker's error, and when it is aborted", async () => {
    const client = await desk.tracker();
    await assert.rejects(client.ask('runs/read', { id: 'f'.repeat(32) }), { code: 'RUN_NOT_FOUND' });
    await assert.rejects(client.ask('tracker/status', {}, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  it('hears what changes, says when the tracker is gone, and hears on from its successor', async () => {
    const client = await desk.tracker();
    const events: TrackerEvent[] = [];
    const states: ConnectionState[] = [];
    const stop = client.subscribe(
      (event) => events.push(event),
      (state) => states.push(state),
    );
    const listening = (count: number): Promise<unknown> =>
      eventually(
        'the connection',
        () => states.filter((state) => state === 'connected').length,
        (connections) => connections === count,
      );
    await listening(1);
    const { id } = await client.ask('runs/create', {});
    await eventually(
      'the event',
      () => events.flatMap(({ lists }) => lists),
      (lists) => lists.includes('runs'),
    );
    const pid = await desk.trackerPid();
    process.kill(pid, 'SIGKILL');
    await listening(2);
    assert.deepEqual(states, ['connected', 'connecting', 'connected']);
    assert.notEqual((await client.ask('tracker/status', {})).pid, pid);
    events.length = 0;
    await client.ask('runs/change', { ids: [id], starred: true });
    await eventually(
      'the event',
      () => events.flatMap(({ runs }) => runs),
      (runs) => runs.includes(id),
    );
    stop();
    await eventually(
      'the end',
      () => states.at(-1),
      (state) => state === 'stopped',
    );
    await eventually(
      'nobody listening',
      async () => (await client.ask('tracker/status', {})).windows,
      (windows) => windows === 0,
    );
  });
});
