import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { mkdirSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Digester } from '../../../../src/registry/artifacts/digester';
import { removeCopy, removeDrafts, versionFolder } from '../../../../src/registry/artifacts/store';
import { eventually } from '../../../support/eventually';
import { useFolder, vectorRoot, writeModel } from './folders';

describe('hashing in a worker thread', function () {
  let bundles: string;
  let digester: Digester;
  const folder = useFolder();
  const [modelId, versionId] = ['01JM0DE1000000000000000000', '01JVERS1000000000000000000'];
  const ids = { modelId, versionId };
  const copies = () => readdirSync(join(folder.path, 'registry', modelId));
  const target = () => versionFolder(folder.path, ids);

  before(async () => {
    bundles = await mkdtemp(join(tmpdir(), 'modeltrail-digest-'));
    await build({
      entryPoints: ['src/registry/artifacts/digestWorker.ts'],
      outfile: join(bundles, 'digest.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      logLevel: 'error',
      alias: { 'better-sqlite3': './no-store-in-the-worker' },
    });
    digester = new Digester(join(bundles, 'digest.js'));
  });
  after(async () => {
    await digester.close();
    await rm(bundles, { recursive: true });
  });

  it('gives the digest of the vector', async () => {
    assert.equal((await digester.digest(await writeModel(folder.path))).rootDigest, vectorRoot);
  });

  it('tells how far it is', async () => {
    await writeModel(folder.path, { a: Buffer.alloc(5 << 20) });
    const told: [number, number][] = [];
    await digester.digest(folder.path, { onProgress: (done, total) => told.push([done, total]) });
    assert.deepEqual(told.at(-1), [5 << 20, 5 << 20]);
  });

  it('brings errors over with code, sentence and hint', async () => {
    await assert.rejects(digester.digest(folder.path), { code: 'INVALID_VALUE', message: /no file/, hint: /training/ });
  });

  it('ends at once when nobody waits any more, and goes on with the next', async () => {
    mkdirSync(join(folder.path, 'large'));
    writeFileSync(join(folder.path, 'large/a'), '');
    truncateSync(join(folder.path, 'large/a'), 2 ** 40); // A hole: reading it all would take an hour.
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    await assert.rejects(digester.digest(join(folder.path, 'large'), { signal: stop.signal, onProgress }), {
      name: 'AbortError',
    });
    assert.equal((await digester.digest(await writeModel(join(folder.path, 'small')))).rootDigest, vectorRoot);
  });

  it('leaves nothing of a copy that was given up', async () => {
    mkdirSync(join(folder.path, 'large'));
    writeFileSync(join(folder.path, 'large/a'), '');
    truncateSync(join(folder.path, 'large/a'), 2 ** 40);
    const stop = new AbortController();
    const copying = digester.copy(join(folder.path, 'large'), target(), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await assert.rejects(copying, { name: 'AbortError' });
    await eventually('an empty folder of the model', copies, (names) => names.length === 0);
  });

  it('copies whole, once', async () => {
    const source = await writeModel(join(folder.path, 'source'));
    assert.equal((await digester.copy(source, target())).rootDigest, vectorRoot);
    assert.equal((await digester.digest(target())).rootDigest, vectorRoot);
    await assert.rejects(digester.copy(source, target()), { code: 'ALREADY_EXISTS' });
    assert.deepEqual(copies(), [versionId]);
    removeCopy(folder.path, ids);
    assert.deepEqual(copies(), []);
  });

  it('leaves no half of a folder that it refuses', async () => {
    const source = await writeModel(join(folder.path, 'source'), { a: 'a', 'b/A': '', 'b/a': '' });
    await assert.rejects(digester.copy(source, target()), { code: 'UNSAFE_PATH' });
    assert.deepEqual(copies(), []);
  });

  it('removes what a crash left, and that alone', async () => {
    await digester.copy(await writeModel(join(folder.path, 'source')), target());
    await writeModel(join(folder.path, 'registry', modelId, '.01OTHER.draft-0123456789ab'));
    removeDrafts(folder.path);
    removeDrafts(join(folder.path, 'nothing'));
    assert.deepEqual(copies(), [versionId]);
  });

  it('goes nowhere for ids that another clone made up', () => {
    for (const odd of ['..', '../../..', '', '01jm0de1000000000000000000', `${modelId}/..`, `${versionId}\n`]) {
      assert.throws(() => versionFolder(folder.path, { modelId: odd, versionId }), { code: 'UNSAFE_PATH' });
      assert.throws(() => removeCopy(folder.path, { modelId, versionId: odd }), { code: 'UNSAFE_PATH' });
    }
  });

  it('reads every byte again, though size and time are as before, but for display', async () => {
    await writeModel(folder.path);
    const first = await digester.digest(folder.path);
    const { atime, mtime } = statSync(join(folder.path, 'Z.txt'));
    writeFileSync(join(folder.path, 'Z.txt'), 'y');
    utimesSync(join(folder.path, 'Z.txt'), atime, mtime);
    const second = await digester.digest(folder.path);
    assert.notEqual(second.rootDigest, first.rootDigest);
    assert.equal((await digester.digestForDisplay(folder.path)).rootDigest, second.rootDigest);
  });
});
