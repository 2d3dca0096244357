import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { trackerReady } from '../../src/protocol/address';
import { rpcPrefix } from '../../src/protocol/rpc';

/** The built tracker as a process of its own, and bare requests to it. */
export interface TrackerProcess {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** POSTs JSON to a path and resolves to the bytes of the reply; throws unless the status is 200. */
  readonly post: (path: string, body: object | string) => Promise<ArrayBuffer>;
  readonly ask: (name: string, params: object) => Promise<ArrayBuffer>;
  readonly end: () => Promise<void>;
}

export async function startTrackerProcess(folder: string): Promise<TrackerProcess> {
  const child = spawn(process.execPath, ['dist/tracker.js', '--folder', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [unknown];
  const { url, token, pid } = trackerReady.parse(JSON.parse(String(line)));
  const post: TrackerProcess['post'] = async (path, body) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token ?? ''}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const bytes = await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${Buffer.from(bytes).toString()}`);
    return bytes;
  };
  return {
    url,
    token: token ?? '',
    pid,
    post,
    ask: (name, params) => post(`${rpcPrefix}/rpc/${name}`, params),
    end: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Runs `work` in a folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'modeltrail-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Runs `work` with a tracker that is ended afterwards. */
export async function withTracker<T>(folder: string, work: (tracker: TrackerProcess) => Promise<T>): Promise<T> {
  const tracker = await startTrackerProcess(folder);
  try {
    return await work(tracker);
  } finally {
    await tracker.end();
  }
}

/** Resident memory of a process in MB, as `ps` counts it. */
export function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Makes a run through MLflow's REST API and returns its id. */
export async function createRun({ post }: TrackerProcess): Promise<string> {
  const reply = await post('/api/2.0/mlflow/runs/create', { experiment_id: '0', start_time: Date.now() });
  const { run } = JSON.parse(Buffer.from(reply).toString()) as { run: { info: { run_id: string } } };
  return run.info.run_id;
}
