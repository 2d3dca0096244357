import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Tracker } from '../../../src/tracker/start';
import { createRun, post, send, TrackerFolder } from './trackerFixture';

describe('the door of the tracker', () => {
  let folder: TrackerFolder;
  let tracker: Tracker;

  before(async () => {
    folder = await TrackerFolder.make();
    tracker = await folder.start();
  });
  after(() => folder.remove());

  it('wants the token, which its user alone can read', async () => {
    const path = '/api/2.0/mlflow/experiments/get?experiment_id=0';
    assert.equal((await send(tracker, path)).status, 200);
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${tracker.token}`, `Bearer ${tracker.token}x`]) {
      const { status, at, textAt } = await send(tracker, path, { headers: { authorization } });
      assert.equal(status, 401, authorization);
      assert.equal(at('error_code'), 'UNAUTHENTICATED');
      assert.match(textAt('hint'), /MLFLOW_TRACKING_TOKEN/);
    }
    assert.equal(
      statSync(join(folder.path, '.modeltrail', 'token')).mode & 0o777,
      process.platform === 'win32' ? 0o666 : 0o600,
    );
  });

  for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost@evil.example']) {
    it(`refuses the foreign Host '${host}'`, async () => {
      assert.equal((await send(tracker, '/health', { headers: { host } })).status, 403);
    });
  }

  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'not a url']) {
    it(`refuses the foreign Origin '${origin}'`, async () => {
      const { status, at } = await send(tracker, '/health', { headers: { origin } });
      assert.equal(status, 403);
      assert.equal(at('error_code'), 'PERMISSION_DENIED');
    });
  }

  it('answers a body over the limit with 413 in JSON', async () => {
    const size = 33 * 1024 * 1024;
    const told = await send(tracker, '/api/2.0/mlflow/runs/log-batch', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(size) },
    });
    assert.equal(told.status, 413);
    assert.match(told.textAt('message'), /limit of 32 MB/);
    assert.match(told.textAt('hint'), /artifact/);
  });

  it('answers malformed JSON and odd bodies as the mistakes they are', async () => {
    for (const body of ['{', '{"run_id":', '[]]', '\u0000', '{"a":1}x']) {
      const answer = await post(tracker, 'runs/log-metric', body);
      assert.equal(answer.status, 400, body);
      assert.equal(answer.at('error_code'), 'BAD_REQUEST');
    }
    for (const body of ['[]', '1', 'null', '"text"', '{"run_id":{}}', '{"run_id":1}']) {
      const answer = await post(tracker, 'runs/log-metric', body);
      assert.equal(answer.status, 400, `${body}: ${answer.text}`);
    }
    const xml = await send(tracker, '/api/2.0/mlflow/runs/log-metric', {
      method: 'POST',
      body: '<a/>',
      headers: { 'content-type': 'text/xml' },
    });
    assert.equal(xml.status, 400);
  });

  it('cuts a tag of 10 MB as MLflow does and goes on', async () => {
    const id = await createRun(tracker);
    const set = await post(tracker, 'runs/set-tag', { run_id: id, key: 'big', value: 'x'.repeat(10 * 1024 * 1024) });
    assert.equal(set.status, 200);
    const run = await send(tracker, `/api/2.0/mlflow/runs/get?run_id=${id}`);
    const tags = run.listAt('run.data.tags') as readonly { readonly key: string; readonly value: string }[];
    const tag = tags.find(({ key }) => key === 'big');
    assert.equal(tag?.value.length, 8000);
  });

  it('keeps artifact paths inside of the artifacts', async () => {
    const base = '/api/2.0/mlflow-artifacts/artifacts/';
    for (const path of [
      '../escaped',
      '%2e%2e/escaped',
      '..%2fescaped',
      '%252e%252e%252fescaped',
      'a/../../escaped',
      'a%5c..%5cescaped',
      '%2fetc%2fescaped',
      'C:%5cescaped',
    ]) {
      const { status } = await send(tracker, base + path, { method: 'PUT', body: 'x' });
      assert.ok(status === 400 || status === 404, `${path}: ${status}`);
    }
    for (const place of [
      folder.path,
      join(folder.path, '.modeltrail'),
      join(folder.path, '.modeltrail', 'artifacts'),
    ]) {
      assert.ok(!existsSync(join(place, 'escaped')), place);
    }
    const read = await send(tracker, `${base}..%2ftoken`);
    assert.equal(read.status, 400);
  });

  it('takes no path for the id of a run', async () => {
    for (const id of ['../../token', '..%2f..%2ftoken', '/etc/passwd', 'a\u0000b', '%', "' OR 1=1 --"]) {
      const answer = await send(tracker, `/api/2.0/mlflow/artifacts/list?run_id=${encodeURIComponent(id)}`);
      assert.ok(answer.status === 404 || answer.status === 400, `${id}: ${answer.text}`);
    }
    const { status, at } = await post(tracker, 'rpc/artifacts/list', { id: '../..', path: '' });
    assert.equal(status, 400);
    assert.equal(at('error.code'), 'RUN_NOT_FOUND');
  });

  it('keeps ids and numbers of 18 digits exact', async () => {
    const experiment = '123456789012345678';
    const missing = await send(tracker, `/api/2.0/mlflow/experiments/get?experiment_id=${experiment}`);
    assert.equal(missing.status, 404);
    assert.match(missing.textAt('message'), new RegExp(experiment));
    const id = await createRun(tracker);
    const batch = `{"run_id":"${id}","metrics":[{"key":"m","value":1,"timestamp":999999999999999999,"step":123456789012345678}]}`;
    assert.equal((await post(tracker, 'runs/log-batch', batch)).status, 200);
    const { text } = await send(tracker, `/api/2.0/mlflow/metrics/get-history?run_id=${id}&metric_key=m`);
    assert.match(text, /"step":"?123456789012345678"?/);
    assert.match(text, /"timestamp":"?999999999999999999"?/);
  });

  it('answers unknown routes and methods in JSON', async () => {
    for (const [method, path] of [
      ['GET', '/api/2.0/mlflow/nothing'],
      ['DELETE', '/api/2.0/mlflow/runs/create'],
      ['POST', '/api/modeltrail/v1/rpc/nothing'],
      ['GET', '/%'],
      ['GET', '/api/2.0/mlflow/%E0%A4%A'],
    ] as const) {
      const { status, at } = await send(tracker, path, { method });
      assert.ok(status === 404 || status === 400, `${method} ${path}: ${status}`);
      assert.equal(typeof at('error_code'), 'string');
    }
  });

  it('outlives garbage on its socket', async () => {
    for (const garbage of [
      '\x16\x03\x01\x02\x00',
      'GET\r\n\r\n',
      'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      const socket = connect(tracker.port, '127.0.0.1');
      socket.on('error', () => undefined); // A reset is an answer too.
      socket.end(garbage);
      socket.resume();
      await new Promise((resolve) => socket.on('close', resolve));
    }
    assert.equal((await send(tracker, '/health')).text, 'OK');
  });

  it('keeps idle connections for longer than any client does', async () => {
    const socket = connect(tracker.port, '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [head] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    const seconds = Number(/keep-alive: timeout=(\d+)/i.exec(head.toString())?.[1]);
    assert.ok(seconds >= 75, head.toString());
  });
});
