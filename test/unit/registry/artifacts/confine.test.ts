import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkModelPath, locateModelFolder } from '../../../../src/registry/artifacts/confine';
import { useFolder } from './folders';

describe('the folder that is registered', () => {
  const folder = useFolder();
  const grounds = () => ({
    workspace: join(folder.path, 'work'),
    home: join(folder.path, 'work/.modeltrail'),
    artifacts: join(folder.path, 'work/.modeltrail/artifacts'),
  });
  const locate = (path: string) => locateModelFolder(join(folder.path, path), grounds());
  const refused = (path: string) => assert.throws(() => locate(path), { code: 'UNSAFE_PATH' });

  beforeEach(() => {
    for (const name of [
      'work/models/a',
      'work/.modeltrail/artifacts/1/model',
      'work/.modeltrail/local',
      'work-too/b',
    ]) {
      mkdirSync(join(folder.path, name), { recursive: true });
    }
  });

  it('lies in the workspace folder or among the artifacts', () => {
    assert.equal(locate('work/models/a'), realpathSync(join(folder.path, 'work/models/a')));
    assert.equal(locate('work/.modeltrail/artifacts/1/model').endsWith('artifacts/1/model'), true);
  });

  it('is judged by where links lead', () => {
    symlinkSync(join(folder.path, 'work-too/b'), join(folder.path, 'work/out'));
    symlinkSync(join(folder.path, 'work/models'), join(folder.path, 'work/in'));
    refused('work/out');
    assert.equal(locate('work/in/a'), realpathSync(join(folder.path, 'work/models/a')));
  });

  it('is not outside, also where its name begins the same', () => {
    for (const path of ['work-too/b', 'work-too', '.']) refused(path);
    assert.throws(() => locateModelFolder('/etc', grounds()), { code: 'UNSAFE_PATH' });
    for (const path of ['work/models/../../work-too', 'work/models/..%2f..']) {
      assert.throws(() => locateModelFolder(`${folder.path}/${path}`, grounds()), { code: 'UNSAFE_PATH' });
    }
  });

  it("does not hold ModelTrail's own files", () => {
    for (const path of ['work', 'work/.modeltrail', 'work/.modeltrail/local']) refused(path);
  });

  it('exists and is a folder', () => {
    writeFileSync(join(folder.path, 'work/file'), '');
    for (const path of ['work/file', 'work/nothing']) {
      assert.throws(() => locate(path), { code: 'INVALID_VALUE', message: /There is no folder/ });
    }
  });
});

describe('checkModelPath', () => {
  it('takes a path within the artifacts', () => {
    assert.equal(checkModelPath('models//best/./v1'), 'models/best/v1');
  });

  it('refuses what could lead out', () => {
    for (const path of ['../x', 'a/../../b', '/etc', 'C:/x', 'c:\\x', 'a\\b', '%2e%2e/x', '%252e%252e/x', 'a\0b']) {
      assert.throws(() => checkModelPath(path), { code: 'UNSAFE_PATH' }, path);
    }
  });
});
