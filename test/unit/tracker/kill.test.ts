import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { trackerReady, type TrackerReady } from '../../../src/protocol/address';

const kills = 50;
const writers = 4;
const seed = 20261124;

interface Running {
  readonly process: ChildProcess;
  readonly ready: TrackerReady;
}

describe('a tracker killed at random moments under load', () => {
  let folder: string;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), 'modeltrail-kill-'));
    await promisify(execFile)(process.execPath, ['esbuild.mjs']);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps every acknowledged point and every inbox line exactly once, and its port and token', async function () {
    this.timeout(180_000);
    const random = mulberry32(seed);
    let tracker = await start(folder);
    const { url, token } = tracker.ready;
    const stop = new AbortController();
    const ask = client(url, token);
    const runs = await Promise.all(Array.from({ length: writers }, () => createRun(ask)));
    const acknowledged = runs.map((id) => writeSteps(ask, id, stop.signal));
    const appended = Array.from({ length: 2 }, (_, index) => appendLines(folder, index, stop.signal));
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(40 + random() * 160);
      const ended = once(tracker.process, 'exit');
      tracker.process.kill('SIGKILL');
      await ended;
      tracker = await start(folder);
      assert.deepEqual({ url: tracker.ready.url, token: tracker.ready.token }, { url, token });
    }
    stop.abort();
    const sent = await Promise.all(acknowledged);
    const written = await Promise.all(appended);
    await inboxIsRead(
      folder,
      written.reduce((sum, lines) => sum + lines, 0),
    );
    const ended = once(tracker.process, 'exit');
    tracker.process.kill('SIGTERM');
    await ended;

    const db = new Database(join(folder, '.modeltrail', 'store.db'), { readonly: true });
    try {
      assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
      for (const [index, id] of runs.entries()) {
        assert.ok((sent[index] ?? 0) > 0, 'the load reached the tracker');
        assert.deepEqual(stepsOf(db, 'uuid', id), range(sent[index] ?? 0));
      }
      for (const [index, lines] of written.entries()) {
        assert.deepEqual(stepsOf(db, 'name', `appended-${index}`), range(lines));
      }
      assert.equal(db.prepare('SELECT count(*) FROM runs').pluck().get(), writers + written.length);
    } finally {
      db.close();
    }
  });
});

async function start(folder: string): Promise<Running> {
  const child = spawn(process.execPath, [resolve('dist/tracker.js'), '--folder', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { process: child, ready: trackerReady.parse(JSON.parse(line)) };
}

type Ask = (path: string, body: object) => Promise<unknown>;

/** Sends until it is answered, as MLflow's client does: a connection that breaks is no answer. */
function client(url: string, token: string | null): Ask {
  return async (path, body) => {
    for (;;) {
      try {
        const reply = await fetch(`${url}/api/2.0/mlflow/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        });
        const answer: unknown = await reply.json();
        assert.equal(reply.status, 200, JSON.stringify(answer));
        return answer;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        await pause(10);
      }
    }
  };
}

async function createRun(ask: Ask): Promise<string> {
  const answer = (await ask('runs/create', { experiment_id: '0' })) as { run: { info: { run_id: string } } };
  return answer.run.info.run_id;
}

/** Logs step after step, alone and in batches, until told to stop; resolves to how many were acknowledged. */
async function writeSteps(ask: Ask, id: string, signal: AbortSignal): Promise<number> {
  let step = 0;
  while (!signal.aborted) {
    const size = step % 3 === 0 ? 1 : 25;
    const points = range(size).map((offset) => ({
      key: 'loss',
      value: step + offset,
      timestamp: 1_700_000_000_000 + step + offset,
      step: step + offset,
    }));
    if (size === 1) await ask('runs/log-metric', { run_id: id, ...points[0] });
    else await ask('runs/log-batch', { run_id: id, metrics: points });
    step += size;
  }
  return step;
}

/** Appends lines to an inbox file, some in two pieces; resolves to how many. */
async function appendLines(folder: string, index: number, signal: AbortSignal): Promise<number> {
  const inbox = join(folder, '.modeltrail', 'inbox');
  mkdirSync(inbox, { recursive: true });
  const file = join(inbox, `writer-${index}.jsonl`);
  let step = 0;
  for (; !signal.aborted; step += 1) {
    // Without "at": a line that was folded twice would leave two points of the same step.
    const line = `${JSON.stringify({ run: 'r', name: `appended-${index}`, step, metrics: { loss: step } })}\n`;
    const cut = step % 5 === 0 ? 10 : line.length;
    appendFileSync(file, line.slice(0, cut));
    if (cut < line.length) await pause(1);
    appendFileSync(file, line.slice(cut));
    await pause(2);
  }
  return step;
}

/** Waits until the tracker has said in the store that it read all lines. */
async function inboxIsRead(folder: string, lines: number): Promise<void> {
  const db = new Database(join(folder, '.modeltrail', 'store.db'), { readonly: true });
  try {
    const read = db.prepare('SELECT coalesce(sum(line), 0) FROM inbox_files').pluck();
    while (Number(read.get()) < lines) await pause(20);
  } finally {
    db.close();
  }
}

function stepsOf(db: Database.Database, column: 'uuid' | 'name', value: string): unknown[] {
  const sql = `SELECT p.step FROM points p JOIN runs r ON r.id = p.run JOIN keys k ON k.id = p.key
    WHERE k.name = 'loss' AND r.${column} = ? ORDER BY p.step`;
  return db.prepare(sql).pluck().all(value);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Seeded pseudo-random numbers in [0, 1), so that a failure can be repeated. */
function mulberry32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
