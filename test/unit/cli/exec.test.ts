import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { layoutOf } from '../../../src/protocol/layout';
import { eventually } from '../../support/eventually';
import { Desk, isAlive } from './desk';
import { documents, errorCode } from './documents';

const node = process.execPath;

describe('exec', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  const artifact = async (id: string, path: string): Promise<string> => {
    const { file } = await (await desk.tracker()).ask('artifacts/locate', { id, path });
    assert.ok(file !== null);
    return readFileSync(file, 'utf8');
  };

  it('runs a program as a run and shows and keeps what it prints', async () => {
    const script = 'console.log("on stdout"); console.error("on stderr")';
    const args = ['exec', '--experiment', 'churn', '--name', 'first', '--tag', 'team=risk', '--', node, '-e', script];
    const { code, stdout, stderr } = await desk.run(args);
    assert.deepEqual([code, stdout], [0, 'on stdout\n']);
    assert.match(stderr, /^on stderr\nfirst \([0-9a-f]{8}\) FINISHED after /);
    const { runs } = await desk.ask('page', ['runs', 'list']);
    assert.equal(runs.length, 1);
    const run = runs[0]!;
    assert.deepEqual(
      [run.name, run.status, run.experiment.name, run.tags['team']],
      ['first', 'FINISHED', 'churn', 'risk'],
    );
    assert.equal(await artifact(run.id, 'logs/stdout.txt'), 'on stdout\n');
    assert.equal(await artifact(run.id, 'logs/stderr.txt'), 'on stderr\n');
  });

  it('tells the program which run it is, where to log and where the inbox is', async () => {
    const names = ['MLFLOW_TRACKING_URI', 'MLFLOW_TRACKING_TOKEN', 'MLFLOW_RUN_ID', 'MODELTRAIL_INBOX'];
    const script = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name])))`;
    const { stdout } = await desk.run(['exec', '--quiet', '--', node, '-e', script]);
    const [url, token, id, inbox] = JSON.parse(stdout) as [string, string, string, string];
    const tracker = await desk.tracker();
    assert.deepEqual([url, token], [tracker.url, tracker.token]);
    assert.equal(id, (await desk.ask('run', ['runs', 'show', '@latest'])).id);
    assert.equal(inbox, join(layoutOf(desk.folder).inbox, `exec-${id}.jsonl`));
  });

  it('records the command of the program', async () => {
    const { runId } = await desk.ask('exec', [
      'exec',
      '--',
      node,
      '-e',
      'setTimeout(() => {}, 300)',
      '--',
      '--lr',
      '0.1',
    ]);
    const run = await eventually(
      'the process of the run',
      () => desk.ask('run', ['runs', 'show', runId]),
      (document) => document.process !== null,
    );
    assert.deepEqual(run.process?.commandLine.slice(-2), ['--lr', '0.1']);
    assert.equal(run.process.workingDirectory, desk.folder);
  });

  it('returns the exit code of the program, which makes the run FAILED', async () => {
    const { code, stdout } = await desk.run(['exec', '--json', '--', node, '-e', 'console.log("x"); process.exit(7)']);
    const document = documents.exec.parse(JSON.parse(stdout));
    assert.deepEqual([code, document.exitCode, document.status, document.warnings], [7, 7, 'FAILED', []]);
    assert.equal((await desk.ask('run', ['runs', 'show', document.runId])).status, 'FAILED');
  });

  it('leaves stdin to the program', async () => {
    const { stdout } = await desk.run(['exec', '--quiet', '--', 'cat'], { input: 'from a pipe\n' });
    assert.equal(stdout, 'from a pipe\n');
  });

  it('keeps bytes that are no text, and much of them, as they are', async () => {
    const script = 'process.stdout.write(Buffer.alloc(3_000_000, 0xfe))';
    const { runId } = await desk.ask('exec', ['exec', '--', node, '-e', script]);
    const { file } = await (await desk.tracker()).ask('artifacts/locate', { id: runId, path: 'logs/stdout.txt' });
    assert.ok(readFileSync(file ?? '').equals(Buffer.alloc(3_000_000, 0xfe)));
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`hands ${signal} on and marks the run KILLED`, async () => {
      const child = desk.start(['exec', '--', node, '-e', 'console.log("up"); setInterval(() => {}, 1000)']);
      const stderr = text(child.stderr);
      await once(child.stdout, 'data');
      child.kill(signal);
      assert.deepEqual(await once(child, 'close'), [code, null]);
      assert.match(await stderr, /KILLED after/);
      assert.equal((await desk.ask('run', ['runs', 'show', '@latest'])).status, 'KILLED');
    });
  }

  it('lets a program that handles a signal end in its own way', async () => {
    const script =
      'process.on("SIGINT", () => { console.log("bye"); process.exit(0) }); console.log("up"); setInterval(() => {}, 1e3)';
    const child = desk.start(['exec', '--quiet', '--', node, '-e', script]);
    child.stdout.setEncoding('utf8');
    let shown = '';
    child.stdout.on('data', (chunk: string) => (shown += chunk));
    await eventually(
      'the first line',
      () => shown,
      (lines) => lines !== '',
    );
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.equal(shown, 'up\nbye\n');
    assert.equal((await desk.ask('run', ['runs', 'show', '@latest'])).status, 'FINISHED');
  });

  it('waits for the output of what the program left running until it is told to end', async () => {
    const lasting = 'console.log(process.pid); setInterval(() => {}, 1000)';
    const start = `spawn(process.execPath, ["-e", ${JSON.stringify(lasting)}], { stdio: "inherit", detached: true })`;
    const script = `require("child_process").${start}.unref(); console.error(process.pid)`;
    const child = desk.start(['exec', '--quiet', '--', node, '-e', script]);
    const [[left], [program]] = (await Promise.all(
      [child.stdout, child.stderr].map((stream) => once(stream, 'data')),
    )) as [[Buffer], [Buffer]];
    try {
      await eventually(
        'the end of the program',
        () => isAlive(Number(program.toString())),
        (alive) => !alive,
      );
      child.kill('SIGTERM');
      assert.deepEqual(await once(child, 'close'), [0, null]);
      assert.equal((await desk.ask('run', ['runs', 'show', '@latest'])).status, 'FINISHED');
    } finally {
      process.kill(Number(left.toString()));
    }
  });

  it('fails with the run when there is no such program', async () => {
    const { code, stdout } = await desk.run(['exec', '--json', '--', 'no-such-program']);
    assert.deepEqual([code, errorCode(stdout)], [3, 'PROGRAM_NOT_STARTED']);
    assert.equal((await desk.ask('run', ['runs', 'show', '@latest'])).status, 'FAILED');
  });

  it('runs the program, with a warning, where the store cannot be used', async () => {
    writeFileSync(layoutOf(desk.folder).store, 'this is no store, '.repeat(500));
    const { code, stdout, stderr } = await desk.run(['exec', '--', node, '-e', 'console.log("done"); process.exit(4)']);
    assert.deepEqual([code, stdout], [4, 'done\n']);
    assert.match(stderr, /^modeltrail: The run was not recorded in /);
  });

  it('ends the run even when the tracker was killed meanwhile', async () => {
    const go = join(desk.folder, 'go');
    const script = `console.log("up"); const t = setInterval(() => require("fs").existsSync(${JSON.stringify(go)}) && clearInterval(t), 20)`;
    const child = desk.start(['exec', '--', node, '-e', script]);
    child.stderr.resume();
    await once(child.stdout, 'data');
    child.stdout.resume();
    const pid = await desk.trackerPid();
    process.kill(pid, 'SIGKILL');
    writeFileSync(go, '');
    assert.deepEqual(await once(child, 'close'), [0, null]);
    const run = await desk.ask('run', ['runs', 'show', '@latest']);
    assert.equal(run.status, 'FINISHED');
    assert.equal(await artifact(run.id, 'logs/stdout.txt'), 'up\n');
    assert.notEqual(await desk.trackerPid(), pid);
  });

  it('goes on when nobody reads its output any more', async () => {
    const done = join(desk.folder, 'done');
    const script = `for (let i = 0; i < 2e4; i++) console.log("line " + i); require("fs").writeFileSync(${JSON.stringify(done)}, "")`;
    const child = desk.start(['exec', '--quiet', '--', node, '-e', script]);
    child.stderr.resume();
    await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.ok(existsSync(done));
    rmSync(done);
    const { id } = await desk.ask('run', ['runs', 'show', '@latest']);
    assert.match(await artifact(id, 'logs/stdout.txt'), /\nline 19999\n$/);
  });

  it('leaves no spool behind', async () => {
    const own = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('modeltrail-exec-'));
    const before = new Set(own());
    await desk.run(['exec', '--quiet', '--', 'true'], { env: { TMPDIR: desk.home } });
    assert.deepEqual(
      own().filter((name) => !before.has(name)),
      [],
    );
    assert.deepEqual(readdirSync(desk.home), ['.gitconfig']);
  });
});
