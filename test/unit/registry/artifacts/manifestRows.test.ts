import assert from 'node:assert/strict';
import { readVersion } from '../../../../src/registry';
import { readManifest, writeManifest } from '../../../../src/registry/artifacts/manifestRows';
import { hashFolder } from '../../../../src/registry/artifacts/readFiles';
import { RegistryFolder } from '../registryFolder';
import { useFolder, vectorRoot, writeModel } from './folders';

describe('the manifest of a version', () => {
  const model = useFolder();
  let folder: RegistryFolder;
  let id: string;
  beforeEach(async () => {
    folder = await RegistryFolder.make();
    folder.fill('churn', 1);
    ({ id } = readVersion(folder.db, 'churn', 1));
    const { files } = hashFolder(await writeModel(model.path));
    folder.db.transaction(() => writeManifest(folder.db, id, files))();
  });
  afterEach(() => folder.remove());

  it('comes back in the order of the root digest', () => {
    const { rootDigest, sizeBytes, files } = hashFolder(model.path);
    assert.deepEqual(readManifest(folder.db, id), { rootDigest, sizeBytes, files });
    assert.equal(rootDigest, vectorRoot);
    assert.equal(readManifest(folder.db, 'another'), null);
  });

  it('takes the place of the one before', () => {
    writeManifest(folder.db, id, [{ path: 'a', size: 1, sha256: 'a'.repeat(64) }]);
    assert.deepEqual(
      readManifest(folder.db, id)?.files.map(({ path }) => path),
      ['a'],
    );
  });

  it('has another root digest once rows were edited', () => {
    folder.asStranger((db) => {
      db.prepare("UPDATE registry_manifest_files SET sha256 = ? WHERE path = 'MLmodel'").run('0'.repeat(64));
    });
    assert.notEqual(readManifest(folder.db, id)?.rootDigest, vectorRoot);
  });
});
