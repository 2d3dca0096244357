import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellOf, toShellLine } from '../../../../src/editor/bisect/shellLine';
import { toWorktreeCommand } from '../../../../src/editor/bisect/worktreeCommand';

describe('a command as it is typed into a shell', () => {
  it('is read by the shell as it was', () => {
    const argument = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 4 }), (args) => {
        const line = toShellLine(['printf', String.raw`%s\0`, ...args], 'posix') ?? '';
        assert.doesNotMatch(line, /\p{Cc}/u);
        const output = execFileSync('bash', ['-c', line], { encoding: 'utf8' });
        assert.deepEqual(output.split('\0').slice(0, -1), args);
      }),
      { numRuns: 60 },
    );
  });

  it('holds nothing that would press Enter', () => {
    assert.equal(toShellLine(['python', '-c', "a\nb'\x03\x1b"], 'posix'), String.raw`python -c $'a\x0ab\'\x03\x1b'`);
    assert.equal(toShellLine(['python', '-c', 'a\nb'], 'powershell'), null);
    assert.equal(toShellLine(['python', '-c', 'a\rb'], 'cmd'), null);
  });

  it('is plain where it can be', () => {
    assert.equal(toShellLine(['python', 'train.py', '--lr=0.1'], 'posix'), 'python train.py --lr=0.1');
    assert.equal(
      toShellLine(['C:\\Program Files\\py.exe', "it's"], 'powershell'),
      "& 'C:\\Program Files\\py.exe' 'it''s'",
    );
    assert.equal(toShellLine(['py', 'a b'], 'cmd'), 'py "a b"');
    assert.equal(toShellLine(['py', '%PATH%'], 'cmd'), null);
    assert.equal(toShellLine(['py', ''], 'posix'), "py ''");
  });

  it('knows shells by their names', () => {
    assert.equal(shellOf('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'), 'powershell');
    assert.equal(shellOf('/usr/bin/pwsh'), 'powershell');
    assert.equal(shellOf('C:\\Windows\\System32\\cmd.exe'), 'cmd');
    assert.equal(shellOf('/bin/zsh'), 'posix');
  });
});

describe('a command of the workspace in a worktree', () => {
  const there = new Set(['/w/tree/train.py', '/w/tree/conf/a.yaml', '/w/main/.venv/bin/python', '/w/tree/jobs/run.sh']);
  const places = {
    workspace: '/w/main',
    worktree: '/w/tree',
    folder: '',
    exists: (path: string) => Promise.resolve(there.has(path)),
  };
  const moved = (command: readonly string[], folder = '') => toWorktreeCommand(command, { ...places, folder });

  it('runs the worktree’s code where the command names the workspace’s', async () => {
    assert.deepEqual(await moved(['python', '/w/main/train.py', '--config=/w/main/conf/a.yaml', '/data/raw.csv']), [
      'python',
      '/w/tree/train.py',
      '--config=/w/tree/conf/a.yaml',
      '/data/raw.csv',
    ]);
  });

  it('leaves what the worktree does not have, and folders with a similar name', async () => {
    const command = ['python', '/w/main/data/raw.csv', '/w/main2/train.py', 'train.py', '/w/main'];
    assert.deepEqual(await moved(command), command);
  });

  it('names a program that lies in the workspace alone', async () => {
    assert.deepEqual(await moved(['.venv/bin/python', 'train.py']), ['/w/main/.venv/bin/python', 'train.py']);
    assert.deepEqual(await moved(['../.venv/bin/python', 'x.py'], 'jobs'), ['/w/main/.venv/bin/python', 'x.py']);
    assert.deepEqual(await moved(['./run.sh'], 'jobs'), ['./run.sh']);
    assert.deepEqual(await moved(['/w/main/.venv/bin/python']), ['/w/main/.venv/bin/python']);
  });
});
