import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { userInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findProcessByConnection,
  identifyProcess,
  isAlive,
  readProcess,
  readRunEnvironment,
  watchExit,
} from '../../../../src/runs/process';
import { end, nextLine, nodeClient, pythonClient, Stage } from './realProcesses';
import { ManualClock } from './manualClock';

describe('the process behind a connection', () => {
  let stage: Stage;
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'modeltrail-process-')));
    stage = new Stage();
    await stage.open();
  });

  afterEach(async () => {
    await stage.close();
    await rm(folder, { recursive: true });
  });

  const port = () => String(stage.localPort);

  it('is found for a Python client, with its command, folder and user', async () => {
    const args = ['-c', pythonClient, port(), '--lr=0.1', '--password=hunter2', '--api-key', 'abc'];
    const { child, connection } = await stage.connect('python3', args, { cwd: folder });
    const identity = await findProcessByConnection(connection);
    assert.equal(identity?.pid, child.pid);
    const details = await readProcess(identity!);
    assert.equal(details?.parentPid, process.pid);
    assert.equal(details.workingDirectory, folder);
    assert.equal(details.user, userInfo().username);
    assert.deepEqual(details.commandLine.slice(-4), ['--lr=0.1', '--password=***', '--api-key', '***']);
    assert.match(details.executable ?? '', /python/);
  });

  it('is found for a Node client over the same server, apart from the Python one', async () => {
    const python = await stage.connect('python3', ['-c', pythonClient, port()]);
    const node = await stage.connect(process.execPath, ['-e', nodeClient, port()]);
    assert.equal((await findProcessByConnection(node.connection))?.pid, node.child.pid);
    assert.equal((await findProcessByConnection(python.connection))?.pid, python.child.pid);
    const details = await readProcess((await findProcessByConnection(node.connection))!);
    assert.equal(details?.executable, await realpath(process.execPath));
    assert.equal((await readRunEnvironment(details)).python, null);
  });

  it('is the parent when forked workers inherit the connection', async () => {
    const script = [
      'import os, socket, sys',
      's = socket.create_connection(("127.0.0.1", int(sys.argv[1])))',
      'worker = os.fork()',
      'if worker: print(worker, flush=True)',
      'sys.stdin.read()',
    ].join('\n');
    const { child, connection } = await stage.connect('python3', ['-c', script, port()]);
    const worker = Number(await nextLine(child));
    assert.equal((await findProcessByConnection(connection))?.pid, child.pid);
    process.kill(worker, 'SIGKILL');
  });

  it('is unknown for ports that nobody holds', async () => {
    assert.equal(await findProcessByConnection({ localPort: stage.localPort, remotePort: 1 }), null);
  });

  it('keeps variables that say where the interpreter is from, and no others', async () => {
    const env = { ...process.env, VIRTUAL_ENV: folder, SECRET_TOKEN: 'abc', RANK: '3' };
    const { child } = await stage.connect('python3', ['-c', pythonClient, port()], { env });
    const details = await readProcess((await identifyProcess(child.pid!))!);
    assert.equal(details?.environment['VIRTUAL_ENV'], folder);
    assert.equal(details.environment['RANK'], '3');
    assert.equal('SECRET_TOKEN' in details.environment, false);
  });

  it('is gone once it has exited', async () => {
    const { child, connection } = await stage.connect('python3', ['-c', pythonClient, port()]);
    const identity = (await findProcessByConnection(connection))!;
    assert.equal(await isAlive(identity), true);
    await end(child);
    assert.equal(await isAlive(identity), false);
    assert.equal(await readProcess(identity), null);
    assert.equal(await identifyProcess(identity.pid), null);
  });

  it('is gone when its parent has not noticed yet', async () => {
    const script =
      'import os, sys; p = os.fork() or os._exit(0); os.waitid(os.P_PID, p, os.WEXITED | os.WNOWAIT); print(p, flush=True); sys.stdin.read()';
    const parent = stage.start('python3', ['-c', script]);
    const zombie = Number(await nextLine(parent));
    assert.equal(await identifyProcess(zombie), null);
  });

  it('is not taken for another one that got its pid', async () => {
    const identity = (await identifyProcess(process.pid))!;
    assert.equal(await isAlive(identity), true);
    const earlier = { ...identity, startedAt: `${identity.startedAt}0` };
    assert.equal(await isAlive(earlier), false);
    assert.equal(await readProcess(earlier), null);
  });

  it('is watched until it goes, and told once', async () => {
    const { child } = await stage.connect('python3', ['-c', pythonClient, port()]);
    const identity = (await identifyProcess(child.pid!))!;
    const clock = new ManualClock();
    let told = 0;
    const gone = new Promise<void>((resolve) => {
      watchExit(
        identity,
        () => {
          told += 1;
          resolve();
        },
        { clock },
      );
    });
    await clock.fireAndWait();
    assert.equal(told, 0);
    await end(child);
    clock.fire();
    await gone;
    assert.equal(told, 1);
    assert.equal(clock.waiting, 0);
  });

  it('is not reported after watching has stopped', async () => {
    const child = stage.start('python3', ['-c', 'input()']);
    const identity = (await identifyProcess(child.pid!))!;
    const clock = new ManualClock();
    const watch = watchExit(identity, () => assert.fail('reported'), { clock });
    watch.stop();
    await end(child);
    assert.equal(clock.waiting, 0);
  });
});
