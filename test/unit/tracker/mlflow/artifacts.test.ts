import assert from 'node:assert/strict';
import { access, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../../support/eventually';
import { openDoor, type Door } from './door';

const base = '/api/2.0/mlflow-artifacts/artifacts';

describe('MLflow artifacts', () => {
  let door: Door;
  let root: string;
  before(async () => {
    door = await openDoor();
    root = door.tracker.services.artifactsFolder;
  });
  after(() => door.close());

  const put = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    door.send('PUT', `${base}/${path}`, { body, headers });
  const createRun = async (experiment_id = '0') =>
    (await door.call('POST', 'runs/create', { experiment_id })).textAt('run.info.run_id');

  it('keeps a file byte for byte, whatever its content type', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    for (const type of ['application/json', 'text/plain', 'application/x-odd', '']) {
      assert.equal((await put('t/data.bin', bytes, type === '' ? {} : { 'content-type': type })).status, 200);
      const back = await door.send('GET', `${base}/t/data.bin`);
      assert.deepEqual(back.bytes, bytes);
      assert.equal(back.headers.get('content-type'), 'application/octet-stream');
      assert.match(back.headers.get('content-disposition') ?? '', /^attachment/);
    }
  });

  it('keeps an empty file, with and without a content type', async () => {
    await put('empty/a', new Uint8Array());
    await put('empty/b', new Uint8Array(), { 'content-type': 'text/plain' });
    assert.deepEqual((await door.call('GET', base, { path: 'empty' })).at('files'), [
      { path: 'a', is_dir: false, file_size: 0 },
      { path: 'b', is_dir: false, file_size: 0 },
    ]);
  });

  it('gives text files as text without a charset', async () => {
    for (const name of ['MLmodel', 'a.yaml', 'b.JSON', 'c.py']) {
      await put(`types/${name}`, 'x');
      assert.equal((await door.send('GET', `${base}/types/${name}`)).headers.get('content-type'), 'text/plain');
    }
  });

  it('takes names with spaces, signs and letters of any script, and a percent sign as it is', async () => {
    const names = ['a b+c', '100%', '文.txt', 'x%20y'];
    for (const name of names) await put(`odd/${encodeURIComponent(name)}`, name);
    assert.deepEqual((await readdir(join(root, 'odd'))).sort(), [...names].sort());
    for (const name of names) {
      const back = await door.send('GET', `${base}/odd/${encodeURIComponent(name)}`);
      assert.equal(back.bytes.toString(), name);
    }
  });

  for (const path of [
    '..%2Fx',
    'a/..%2F..%2Fx',
    '%252e%252e%252fx',
    'a%5cb',
    '%2Fetc/passwd',
    'C:/x',
    'a%23b',
    'a%00b',
    '%25252e%25252e/x',
    '',
  ]) {
    it(`refuses the path '${path}' for every method`, async () => {
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const reply = await door.send(method, `${base}/${path}`, method === 'PUT' ? { body: 'x' } : {});
        assert.deepEqual([reply.status, reply.at('message')], [400, 'Invalid path'], method);
      }
    });
  }

  it('refuses what is no URL in the words of the protocol', async () => {
    const reply = await door.send('GET', `${base}/%zz`);
    assert.deepEqual([reply.status, reply.at('error_code')], [400, 'BAD_REQUEST']);
  });

  it('refuses a bad path before it looks for the run', async () => {
    const reply = await door.call('GET', '/get-artifact', { run_id: 'none', path: '../x' });
    assert.equal(reply.at('message'), 'Invalid path');
    assert.equal((await door.call('GET', '/get-artifact', { run_id: 'none', path: 'x' })).status, 404);
  });

  it('follows no link out of the folder, for reading, writing, listing or deleting', async () => {
    const outside = join(door.folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'secret');
    await mkdir(join(root, 'links'), { recursive: true });
    await symlink(outside, join(root, 'links', 'folder'));
    await symlink(join(outside, 'secret'), join(root, 'links', 'file'));
    assert.equal((await door.send('GET', `${base}/links/folder/secret`)).status, 404);
    assert.equal((await door.send('GET', `${base}/links/file`)).status, 404);
    assert.equal((await put('links/folder/new', 'x')).status, 400);
    assert.equal((await put('links/folder/deep/new', 'x')).status, 400);
    assert.equal((await door.send('DELETE', `${base}/links/folder/secret`)).status, 400);
    assert.deepEqual((await door.call('GET', base, { path: 'links' })).at(''), {});
    assert.deepEqual(await readdir(outside), ['secret']);
    assert.equal((await door.send('DELETE', `${base}/links`)).status, 200);
    assert.deepEqual(await readdir(outside), ['secret']);
  });

  it('answers 404 for a missing file, {} for a missing folder, and deletes silently', async () => {
    const reply = await door.send('GET', `${base}/no/such`);
    assert.deepEqual(
      [reply.status, reply.at('error_code'), reply.at('message')],
      [404, 'RESOURCE_DOES_NOT_EXIST', "No such artifact: 'no/such'"],
    );
    assert.deepEqual((await door.call('GET', base, { path: 'no/such' })).at(''), {});
    assert.equal((await door.send('DELETE', `${base}/no/such`)).status, 200);
  });

  it('answers 400, not 500, where no file can be', async () => {
    await put('plain', 'x');
    assert.equal((await put('plain/below', 'x')).status, 400);
    await put('folder/a', 'x');
    assert.equal((await put('folder', 'x')).status, 400);
    assert.equal((await put('named-like-a-folder/', 'x')).status, 400);
    assert.equal((await put(`${'n'.repeat(300)}.txt`, 'x')).status, 400);
  });

  it('keeps the old file and no part of a new one when an upload breaks off', async () => {
    await put('torn/file', 'whole');
    const options = { method: 'PUT', headers: { 'content-length': 1000 } };
    const upload = request(`${door.tracker.url}${base}/torn/file`, options).on('error', () => undefined);
    upload.write('half');
    const names = () => readdir(join(root, 'torn'));
    await eventually('a part file', names, ({ length }) => length === 2);
    upload.destroy();
    await eventually('its end', names, ({ length }) => length === 1);
    assert.equal(await readFile(join(root, 'torn', 'file'), 'utf8'), 'whole');
  });

  it('does not list a part file that a killed tracker left', async () => {
    await put('left/file', 'x');
    await writeFile(join(root, 'left', '.upload-0123456789abcdef.part'), 'half');
    assert.equal((await door.call('GET', base, { path: 'left' })).listAt('files').length, 1);
  });

  it('lists and gives files of a run whose location is on the disk', async () => {
    const place = join(door.folder, 'own place');
    for (const [name, artifact_location] of [
      ['as path', place],
      ['as URI', pathToFileURL(place).href],
    ]) {
      const experiment = (await door.call('POST', 'experiments/create', { name, artifact_location })).textAt(
        'experiment_id',
      );
      const run = await createRun(experiment);
      await mkdir(join(place, run, 'artifacts', 'sub'), { recursive: true });
      await writeFile(join(place, run, 'artifacts', 'sub', 'a.txt'), 'here');
      const list = await door.call('GET', 'artifacts/list', { run_id: run, path: 'sub' });
      assert.deepEqual(list.at('files'), [{ path: 'sub/a.txt', is_dir: false, file_size: 4 }]);
      const file = await door.call('GET', '/get-artifact', { run_uuid: run, path: 'sub/a.txt' });
      assert.equal(file.bytes.toString(), 'here');
    }
  });

  it('takes an upload from a page, up to 10 MB', async () => {
    const run = await createRun();
    const upload = (size: number) =>
      door.send('POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run}&path=a.bin`, {
        body: new Uint8Array(size),
      });
    assert.equal((await upload(10 * 1024 * 1024)).status, 200);
    assert.equal((await upload(10 * 1024 * 1024 + 1)).status, 400);
    const list = await door.call('GET', 'artifacts/list', { run_id: run });
    assert.deepEqual(list.at('files'), [{ path: 'a.bin', is_dir: false, file_size: 10 * 1024 * 1024 }]);
    await access(join(root, '0', run, 'artifacts', 'a.bin'));
  });

  it('lists and gives files of a logged model and of a version', async () => {
    const id = (await door.call('POST', 'logged-models', { experiment_id: '0' })).textAt('model.info.model_id');
    await put(`0/models/${id}/artifacts/MLmodel`, 'flavors: {}');
    const list = await door.call('GET', `logged-models/${id}/artifacts/directories`);
    assert.deepEqual(list.at('files'), [{ path: 'MLmodel', is_dir: false, file_size: 11 }]);
    const files = `/ajax-api/2.0/mlflow/logged-models/${id}/artifacts/files`;
    const file = await door.call('GET', files, { artifact_file_path: 'MLmodel' });
    assert.equal(file.bytes.toString(), 'flavors: {}');
    await door.call('POST', 'registered-models/create', { name: 'm' });
    await door.call('POST', 'model-versions/create', { name: 'm', source: `models:/${id}`, model_id: id });
    const query = { name: 'm', version: '1', path: 'MLmodel' };
    assert.equal((await door.call('GET', '/model-versions/get-artifact', query)).bytes.toString(), 'flavors: {}');
  });

  it('answers 501 for multipart and presigned transfers, which clients do not try again', async () => {
    for (const [method, path] of [
      ['POST', 'mpu/create/a'],
      ['POST', 'mpu/complete/a'],
      ['POST', 'mpu/abort/a'],
      ['GET', 'presigned/a'],
    ] as const) {
      const reply = await door.send(method, `/api/2.0/mlflow-artifacts/${path}`);
      assert.deepEqual([reply.status, reply.at('error_code')], [501, 'NOT_IMPLEMENTED']);
    }
  });

  it('tells clients to use plain transfers', async () => {
    for (const prefix of ['/api', '/ajax-api']) {
      const reply = await door.call('GET', `${prefix}/3.0/mlflow/server-info`);
      assert.equal(reply.at('artifact_serving_enabled'), true);
      assert.equal(reply.at('multipart_uploads_enabled'), false);
      assert.equal(reply.at('artifacts_presigned_only'), false);
    }
  });
});
