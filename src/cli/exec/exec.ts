import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toError } from '../../protocol/errors';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { toLine } from '../printable';
import { readPairs } from '../values';
import { formatDuration, shortId } from '../../protocol/format';
import { startProgram, type Ending, type Program } from './child';
import { followLog, sendLog } from './logUpload';
import { beginRecording, type Recording } from './recording';
import { StreamLog } from './streamLog';

/** How long the end of a program may wait for the tracker to take what is left. */
const endLimitMs = 30_000;

export const exec = defineCommand({
  about:
    'Runs a program as a tracked run and returns its exit code. Trouble with tracking is a warning at the end: it never ' +
    'stops the program.',
  operands: [],
  options: {
    experiment: { type: 'string', value: 'NAME', help: 'The experiment, made where there is none; default: Default' },
    name: { type: 'string', value: 'NAME', help: 'The name of the run; default: a made-up one' },
    tag: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'A tag of the run' },
  },
  takesProgram: true,
  longLived: true,
  async run({ context, program, values: { experiment, name, tag = [] } }) {
    const tags = readPairs(tag);
    const { folder } = context;
    const warnings: string[] = [];
    const warn = (what: string) => (thrown: unknown) => {
      warnings.push(`${what}: ${toError(thrown).message}`);
    };
    const recording = await beginRecording(context, { experiment, name, tags }).catch(
      warn(`The run was not recorded in ${folder}`),
    );
    const start = performance.now();
    const ending = recording ? await runRecorded(recording, program, context, warn) : await runAlone(program, context);
    recording?.tracker.close();
    const took = formatDuration(performance.now() - start);
    for (const warning of warnings) context.note(`modeltrail: ${warning}`);
    if (recording && !context.json) {
      context.note(`${toLine(recording.run.name)} (${shortId(recording.run.id)}) ${ending.status} after ${took}`);
    }
    const document = { runId: recording?.run.id ?? null, name: recording?.run.name ?? null, ...ending, warnings };
    context.reply(document, () => '');
    return ending.exitCode;
  },
});

type Warn = (what: string) => (thrown: unknown) => void;

async function runRecorded(
  recording: Recording,
  command: readonly string[],
  context: Context,
  warn: Warn,
): Promise<Ending> {
  const { run, tracker, env, store } = recording;
  const spool = await mkdtemp(join(tmpdir(), 'modeltrail-exec-'));
  try {
    const program = await startProgram(command, { ...liveOutput, ...process.env, ...env });
    const attached = tracker.ask('runs/attachProcess', { id: run.id, pid: program.pid }, { timeoutMs: endLimitMs });
    const logs = showStreams(program, context, spool);
    const ended = new AbortController();
    const follow = logs.map(({ log, path }) => followLog(log, path, store, ended.signal));
    const ending = await program.ended;
    ended.abort();
    await Promise.all(follow);
    const signal = AbortSignal.timeout(endLimitMs);
    await attached.catch(warn('The environment and the use of the machine were not recorded'));
    for (const { log, path } of logs) {
      if (log.failure) warn(`${path} is not whole`)(log.failure);
      await sendLog(log, path, store, signal).catch(warn(`${path} was not recorded`));
    }
    await tracker
      .ask('runs/end', { id: run.id, status: ending.status }, { signal })
      .catch(warn('The end was not recorded'));
    return ending;
  } catch (error) {
    const signal = AbortSignal.timeout(endLimitMs);
    await tracker.ask('runs/end', { id: run.id, status: 'FAILED' }, { signal }).catch(warn('The end was not recorded'));
    throw error;
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}

async function runAlone(command: readonly string[], context: Context): Promise<Ending> {
  const program = await startProgram(command, { ...liveOutput, ...process.env });
  const out = context.json ? process.stderr : process.stdout;
  out.on('error', () => program.stdout.resume());
  program.stdout.pipe(out, { end: false });
  program.stderr.pipe(process.stderr, { end: false });
  return program.ended;
}

/** Python holds back what it prints into a pipe, which would make "live" a matter of minutes. */
const liveOutput = { PYTHONUNBUFFERED: '1' } as const;

function showStreams(
  { stdout, stderr }: Program,
  context: Context,
  spool: string,
): readonly { readonly log: StreamLog; readonly path: string }[] {
  // With --json, stdout belongs to the document.
  const out = context.json ? process.stderr : process.stdout;
  return [
    { log: new StreamLog(stdout, out, join(spool, 'stdout.txt')), path: 'logs/stdout.txt' },
    { log: new StreamLog(stderr, process.stderr, join(spool, 'stderr.txt')), path: 'logs/stderr.txt' },
  ];
}
