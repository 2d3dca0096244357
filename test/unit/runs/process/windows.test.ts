import assert from 'node:assert/strict';
import { createWindowsReader, parseNetstat, parseUsage } from '../../../../src/runs/process/windows';
import { splitWindowsCommandLine } from '../../../../src/runs/process/windowsCommandLine';

const netstat = [
  '',
  'Aktive Verbindungen',
  '',
  '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
  '  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1012',
  '  TCP    127.0.0.1:5000         127.0.0.1:54321        HERGESTELLT     7000',
  '  TCP    127.0.0.1:54321        127.0.0.1:5000         HERGESTELLT     8124',
  '  TCP    [::1]:60001            [::1]:5000             HERGESTELLT     8200',
  '  TCP    127.0.0.1:60002        127.0.0.1:5000         WARTEND         0',
  '  UDP    0.0.0.0:5353           *:*                                    2020',
].join('\r\n');

const described = {
  ProcessId: 8124,
  ParentProcessId: 8000,
  start: '2026-11-24T10:00:00.1234567Z',
  CommandLine: '"C:\\p\\.venv\\Scripts\\python.exe"  train.py --password=x "a b"',
  ExecutablePath: 'C:\\Python311\\python.exe',
  user: 'ada',
  parentExecutable: 'C:\\p\\.venv\\Scripts\\python.exe',
};

describe('processes on Windows', () => {
  const reader = createWindowsReader((file) =>
    Promise.resolve(file.endsWith('netstat.exe') ? netstat : JSON.stringify(described)),
  );

  it('are found by their connection whatever the language of the system', () => {
    assert.equal(parseNetstat(netstat, { localPort: 5000, remotePort: 54_321 }), 8124);
    assert.equal(parseNetstat(netstat, { localPort: 5000, remotePort: 60_001 }), 8200);
    assert.equal(parseNetstat(netstat, { localPort: 5000, remotePort: 60_002 }), null);
  });

  it('are described, with the launcher of their virtual environment', async () => {
    const identity = await reader.findByConnection({ localPort: 5000, remotePort: 54_321 });
    assert.deepEqual(identity, { pid: 8124, startedAt: described.start });
    assert.deepEqual(await reader.read(identity), {
      identity,
      parentPid: 8000,
      commandLine: ['C:\\p\\.venv\\Scripts\\python.exe', 'train.py', '--password=***', 'a b'],
      workingDirectory: null,
      executable: 'C:\\Python311\\python.exe',
      user: 'ada',
      environment: {},
      launcher: 'C:\\p\\.venv\\Scripts\\python.exe',
    });
  });

  it('are unknown when PowerShell answers nothing or nonsense', async () => {
    for (const answer of [null, '', 'Get-CimInstance : Access denied', '{"ProcessId":"x"}']) {
      const broken = createWindowsReader(() => Promise.resolve(answer));
      assert.equal(await broken.identify(1), null);
      assert.deepEqual(await broken.list(), []);
    }
  });

  it('do not hang from a younger process that got the pid of their parent', () => {
    const usage = (ProcessId: number, ParentProcessId: number, start: string) => ({
      ...{ ProcessId, ParentProcessId, start, KernelModeTime: 10_000, UserModeTime: 20_000, WorkingSetSize: 4096 },
    });
    const rows = parseUsage(
      JSON.stringify([usage(1, 0, '2026-01-02'), usage(2, 1, '2026-01-01'), usage(3, 1, '2026-01-03')]),
    );
    assert.deepEqual(
      rows.map(({ pid, parentPid, cpuMs }) => [pid, parentPid, cpuMs]),
      [
        [1, 0, 3],
        [2, 0, 3],
        [3, 1, 3],
      ],
    );
  });

  it('have their command line split as their own runtime does', () => {
    assert.deepEqual(splitWindowsCommandLine('a "b c" d\\e "f\\"g" "h\\\\" ""'), [
      'a',
      'b c',
      'd\\e',
      'f"g',
      'h\\',
      '',
    ]);
    assert.deepEqual(splitWindowsCommandLine('  '), []);
  });
});
