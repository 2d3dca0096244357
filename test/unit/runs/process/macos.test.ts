import assert from 'node:assert/strict';
import {
  createMacosReader,
  parseCpuTime,
  parseLsofConnections,
  parsePsTable,
} from '../../../../src/runs/process/macos';

const status =
  '  501   480 S+   ada              Tue Nov 24 10:00:01 2026     /Users/ada/p/.venv/bin/python train.py --token abc\n';
const full =
  '/Users/ada/p/.venv/bin/python train.py --token abc TERM=xterm VIRTUAL_ENV=/Users/ada/p/.venv AWS_SECRET=x RANK=0\n';
const files = 'p501\nfcwd\nn/Users/ada/p\nftxt\nn/opt/homebrew/bin/python3.11\nftxt\nn/usr/lib/dyld\n';
const sockets = 'p501\nR480\nf5\nn127.0.0.1:54321->127.0.0.1:5000\np777\nR1\nf9\nn127.0.0.1:5000->127.0.0.1:54321\n';

const tools = (answers: Record<string, string | null>) => (_file: string, args: readonly string[]) =>
  Promise.resolve(Object.entries(answers).find(([part]) => args.join(' ').includes(part))?.[1] ?? null);

describe('processes on macOS', () => {
  const reader = createMacosReader(
    tools({ '-iTCP:54321': sockets, 'pid=,ppid=,stat=': status, 'cwd,txt': files, '-Eww': full }),
  );

  it('are found by their connection and described from ps and lsof', async () => {
    const identity = await reader.findByConnection({ localPort: 5000, remotePort: 54_321 });
    assert.deepEqual(identity, { pid: 501, startedAt: 'Tue Nov 24 10:00:01 2026' });
    assert.deepEqual(await reader.read(identity), {
      identity,
      parentPid: 480,
      commandLine: ['/Users/ada/p/.venv/bin/python', 'train.py', '--token', '***'],
      workingDirectory: '/Users/ada/p',
      executable: '/opt/homebrew/bin/python3.11',
      user: 'ada',
      environment: { VIRTUAL_ENV: '/Users/ada/p/.venv', RANK: '0' },
      launcher: null,
    });
  });

  it('are gone when the start differs', async () => {
    assert.equal(await reader.read({ pid: 501, startedAt: 'Tue Nov 24 09:00:00 2026' }), null);
  });

  it('are unknown when the tools are missing or fail', async () => {
    const broken = createMacosReader(tools({}));
    assert.equal(await broken.findByConnection({ localPort: 1, remotePort: 2 }), null);
    assert.equal(await broken.identify(1), null);
    assert.deepEqual(await broken.list(), []);
  });

  it('are the parent of the workers that share a connection', () => {
    const shared = 'p502\nR501\nf5\nn[::1]:54321->[::1]:5000\np501\nR480\nf5\nn[::1]:54321->[::1]:5000\n';
    assert.equal(parseLsofConnections(shared, { localPort: 5000, remotePort: 54_321 }), 501);
  });

  it('are listed with processor time and memory', () => {
    assert.deepEqual(parsePsTable('    1     0  12345   3:04.56 Tue Nov 24 09:00:00 2026    \nnonsense\n'), [
      ...[{ pid: 1, parentPid: 0, startedAt: 'Tue Nov 24 09:00:00 2026', cpuMs: 184_560, memoryBytes: 12_641_280 }],
    ]);
  });

  it('have their processor time read in every length', () => {
    assert.equal(parseCpuTime('0:01.23'), 1_230);
    assert.equal(parseCpuTime('1:02:03'), 3_723_000);
    assert.equal(parseCpuTime('2-00:00:01'), 172_801_000);
  });
});
