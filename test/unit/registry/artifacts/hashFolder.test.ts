import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { listFiles, toStatSignature } from '../../../../src/registry/artifacts/listFiles';
import { compareManifests, comparePaths } from '../../../../src/registry/artifacts/manifest';
import { copyFolder, hashFolder } from '../../../../src/registry/artifacts/readFiles';
import { useFolder, vectorModel, vectorRoot, writeModel } from './folders';

describe('the digest of a model folder', () => {
  const folder = useFolder();

  it('is that of model-signing, files ordered by the bytes of their segments', async () => {
    await writeModel(folder.path);
    const digest = hashFolder(folder.path);
    assert.deepEqual(
      digest.files.map(({ path }) => path),
      Object.keys(vectorModel),
    );
    assert.equal(digest.rootDigest, vectorRoot);
    assert.equal(
      digest.files.find(({ path }) => path === 'data/weights.bin')?.sha256,
      'be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991',
    );
    assert.equal(digest.sizeBytes, 40);
  });

  it('orders by UTF-8 bytes, not by UTF-16 units', () => {
    const paths = ['\u{1f600}', '\ufb33', 'data-extra/x', 'data/x', 'data', 'a'];
    assert.deepEqual(paths.toSorted(comparePaths), ['a', 'data', 'data/x', 'data-extra/x', '\ufb33', '\u{1f600}']);
  });

  it('leaves out Git and the signature at the top level alone', async () => {
    await writeModel(folder.path, {
      ...vectorModel,
      'model.sig': '{}',
      '.git/config': 'x',
      '.gitattributes': 'x',
      '.github/a.yml': 'x',
      '.gitignore': 'x',
    });
    assert.equal(hashFolder(folder.path).rootDigest, vectorRoot);
    await writeModel(folder.path, { 'data/.gitignore': 'x' });
    assert.notEqual(hashFolder(folder.path).rootDigest, vectorRoot);
  });

  it('refuses a folder without a file, a file, and no folder', () => {
    mkdirSync(join(folder.path, 'inner/deeper'), { recursive: true });
    assert.throws(() => hashFolder(folder.path), { code: 'INVALID_VALUE' });
    writeFileSync(join(folder.path, 'file'), '');
    for (const name of ['file', 'nothing']) {
      assert.throws(() => hashFolder(join(folder.path, name)), {
        code: 'INVALID_VALUE',
        message: /There is no folder/,
      });
    }
  });

  it('changes with any byte, and the manifest with any name', async () => {
    const before = hashFolder(await writeModel(folder.path));
    appendFileSync(join(folder.path, 'data/weights.bin'), '!');
    renameSync(join(folder.path, 'Z.txt'), join(folder.path, 'Y.txt'));
    const after = hashFolder(folder.path);
    assert.notEqual(after.rootDigest, before.rootDigest);
    assert.deepEqual(compareManifests(before.files, after.files), {
      added: ['Y.txt'],
      missing: ['Z.txt'],
      changed: ['data/weights.bin'],
    });
  });

  it('is the same after a rename within the order, which the manifest alone shows', async () => {
    const before = hashFolder(await writeModel(folder.path));
    renameSync(join(folder.path, 'Z.txt'), join(folder.path, 'Y.txt'));
    const after = hashFolder(folder.path);
    assert.equal(after.rootDigest, before.rootDigest);
    assert.deepEqual(compareManifests(before.files, after.files).added, ['Y.txt']);
  });

  it('tells how far it is and ends when told to', async () => {
    await writeModel(folder.path, { a: Buffer.alloc(3 << 20), b: 'b' });
    const told: [number, number][] = [];
    hashFolder(folder.path, { onProgress: (done, total) => told.push([done, total]) });
    const total = (3 << 20) + 1;
    assert.deepEqual(told.at(-1), [total, total]);
    assert.deepEqual(told[0], [1 << 20, total]);
    let pieces = 0;
    const checkpoint = () => {
      pieces += 1;
      if (pieces === 3) throw new Error('enough');
    };
    assert.throws(() => hashFolder(folder.path, { checkpoint }), { message: 'enough' });
    assert.equal(pieces, 3);
  });

  it('notices a file that is written while it is read', async () => {
    await writeModel(folder.path, { a: Buffer.alloc(2 << 20), b: 'b' });
    const onProgress = (done: number) => {
      if (done === 1 << 20) appendFileSync(join(folder.path, 'a'), 'more');
    };
    assert.throws(() => hashFolder(folder.path, { onProgress }), { code: 'CONFLICT', message: /^a changed/ });
  });

  it('does not follow a link that takes the place of a file', async () => {
    await writeModel(folder.path, { a: Buffer.alloc(1 << 20), b: 'b' });
    writeFileSync(`${folder.path}.secret`, 'b');
    const onProgress = (done: number) => {
      if (done !== 1 << 20) return;
      rmSync(join(folder.path, 'b'));
      symlinkSync(`${folder.path}.secret`, join(folder.path, 'b'));
    };
    try {
      assert.throws(() => hashFolder(folder.path, { onProgress }), { code: 'CONFLICT' });
    } finally {
      rmSync(`${folder.path}.secret`);
    }
  });

  it('takes a digest it knows for an untouched file alone', async () => {
    const { files, stamps } = hashFolder(await writeModel(folder.path));
    const known = new Map(files.map(({ path }, at) => [path, { sha256: 'f'.repeat(64), stamp: stamps[at]! }]));
    writeFileSync(join(folder.path, 'Z.txt'), 'y');
    const again = hashFolder(folder.path, {}, known);
    assert.deepEqual(
      again.files.filter(({ sha256 }) => sha256 !== 'f'.repeat(64)).map(({ path }) => path),
      ['Z.txt'],
    );
  });

  it('has a state that any touch changes without a reading', async () => {
    const { statSignature } = hashFolder(await writeModel(folder.path));
    assert.equal(toStatSignature(listFiles(folder.path)), statSignature);
    const content = readFileSync(join(folder.path, 'Z.txt'));
    writeFileSync(join(folder.path, 'Z.txt'), content);
    assert.notEqual(toStatSignature(listFiles(folder.path)), statSignature);
  });
});

describe('a model folder with what no model holds', () => {
  const folder = useFolder();
  beforeEach(() => writeModel(folder.path));

  const refused = (entry: RegExp) =>
    assert.throws(() => hashFolder(folder.path), { code: 'UNSAFE_PATH', message: entry });

  it('is refused for a symbolic link, be it to a file, a folder, itself or nothing', () => {
    for (const target of ['Z.txt', 'data', '.', '/etc/passwd', 'nowhere']) {
      symlinkSync(target, join(folder.path, 'data/link'));
      refused(/^data\/link is a symbolic link/);
      rmSync(join(folder.path, 'data/link'));
    }
    symlinkSync('/etc', join(folder.path, '.git'));
    refused(/^\.git is a symbolic link/);
  });

  it('is refused for a named pipe, which is not waited for', () => {
    execFileSync('mkfifo', [join(folder.path, 'data/pipe')]);
    refused(/^data\/pipe is a named pipe/);
  });

  it('is refused for a socket', async () => {
    const server = createServer().listen(join(folder.path, 'ipc'));
    await once(server, 'listening');
    refused(/^ipc is a socket/);
    server.close();
  });

  it('is refused for names that differ by case or composition alone, folders too', () => {
    writeFileSync(join(folder.path, 'mlMODEL'), '');
    refused(/(MLmodel|mlMODEL) is the name (MLmodel|mlMODEL) in other case/);
    rmSync(join(folder.path, 'mlMODEL'));
    mkdirSync(join(folder.path, 'DATA'));
    refused(/(DATA|data) is the name/);
    rmSync(join(folder.path, 'DATA'), { recursive: true });
    writeFileSync(join(folder.path, 'e\u0301.txt'), '');
    refused(/\.txt is the name/);
  });

  it('is refused for a name that is a path on another system, or no text', () => {
    writeFileSync(join(folder.path, 'a\\..\\b'), '');
    refused(/backslash/);
    rmSync(join(folder.path, 'a\\..\\b'));
    writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/a`), Buffer.from([0xff])]), '');
    refused(/no UTF-8/);
  });
});

describe('the copy of a model folder', () => {
  const folder = useFolder();

  it('holds the same bytes in files of its own, and what was copied is what was hashed', async () => {
    const source = await writeModel(join(folder.path, 'source'));
    await writeModel(source, { '.git/config': 'x', 'model.sig': '{}' });
    const copied = copyFolder(source, join(folder.path, 'copy'));
    assert.equal(copied.rootDigest, vectorRoot);
    assert.equal(hashFolder(join(folder.path, 'copy')).rootDigest, vectorRoot);
    const [one, other] = ['source', 'copy'].map((name) => statSync(join(folder.path, name, 'MLmodel')));
    assert.notEqual(one?.ino, other?.ino);
    assert.equal(one?.nlink, 1);
    assert.throws(() => statSync(join(folder.path, 'copy/.git')), { code: 'ENOENT' });
    assert.equal(readFileSync(join(folder.path, 'copy/model.sig'), 'utf8'), '{}');
  });

  it('does not follow a link that takes the place of a file', async () => {
    const source = await writeModel(join(folder.path, 'source'), { a: Buffer.alloc(1 << 20), b: 'b' });
    writeFileSync(join(folder.path, 'secret'), 'b');
    const onProgress = () => {
      rmSync(join(source, 'b'), { force: true });
      symlinkSync(join(folder.path, 'secret'), join(source, 'b'));
    };
    assert.throws(() => copyFolder(source, join(folder.path, 'copy'), { onProgress }), { code: 'CONFLICT' });
  });
});
