import assert from 'node:assert/strict';
import { parseVenvConfig } from '../../../../src/runs/process/python/interpreter';
import { readOtherRuntime } from '../../../../src/runs/process/runtime';

describe('the runtime of other languages', () => {
  it('has the version that its path tells', () => {
    const node = readOtherRuntime('/home/a/.nvm/versions/node/v20.11.0/bin/node');
    assert.deepEqual([node?.language, node?.version], ['node', '20.11.0']);
    assert.equal(readOtherRuntime('C:\\Program Files\\R\\R-4.4.1\\bin\\x64\\Rterm.exe')?.version, '4.4.1');
    assert.equal(readOtherRuntime('/opt/julia-1.11.2/bin/julia')?.version, '1.11.2');
  });

  it('has no version where the path tells none', () => {
    assert.deepEqual(readOtherRuntime('/usr/lib/R/bin/exec/R'), {
      ...{ language: 'r', version: null, interpreter: '/usr/lib/R/bin/exec/R', packages: {} },
    });
  });

  it('is nothing for any other program', () => {
    assert.equal(readOtherRuntime('/usr/bin/bash'), null);
    assert.equal(readOtherRuntime(null), null);
  });
});

describe('pyvenv.cfg', () => {
  it('is read in the words of venv, virtualenv and uv', () => {
    const venv = parseVenvConfig('home = /usr/bin\r\ninclude-system-site-packages = True\r\nversion = 3.11.2\r\n');
    assert.deepEqual(venv, { home: '/usr/bin', version: '3.11.2', includesSystemPackages: true });
    assert.equal(parseVenvConfig('version_info = 3.12.1.final.0\n').version, '3.12.1');
    assert.deepEqual(parseVenvConfig('nonsense'), { home: null, version: null, includesSystemPackages: false });
  });
});
