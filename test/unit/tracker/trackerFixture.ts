import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTracker, type StartOptions, type Tracker } from '../../../src/tracker/start';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** A part of the JSON reply such as `runs.0.id`, undefined where there is none. */
  readonly at: (path: string) => unknown;
  /** As `at`, where text must stand. */
  readonly textAt: (path: string) => string;
  /** As `at`, where a list must stand. */
  readonly listAt: (path: string) => readonly unknown[];
}

export interface Sent {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A folder of its own for trackers, which are closed and removed in the end. */
export class TrackerFolder {
  private readonly trackers: Tracker[] = [];

  private constructor(readonly path: string) {}

  static async make(): Promise<TrackerFolder> {
    return new TrackerFolder(await mkdtemp(join(tmpdir(), 'modeltrail-tracker-')));
  }

  async start(options: Omit<StartOptions, 'folder'> = {}): Promise<Tracker> {
    const tracker = await startTracker({ folder: this.path, ...options });
    this.trackers.push(tracker);
    return tracker;
  }

  async close(tracker: Tracker): Promise<void> {
    this.trackers.splice(this.trackers.indexOf(tracker), 1);
    await tracker.close();
  }

  async remove(): Promise<void> {
    for (const tracker of this.trackers) await tracker.close();
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Sends a request as it stands: the path is not tidied, headers such as Host may be set. */
export function send(
  { url, token }: Tracker,
  path: string,
  { method = 'GET', body, headers = {} }: Sent = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, ...headers };
    // No kept connection: the next tracker of a folder has the port of the last.
    const outgoing = request({ hostname, port, path, method, headers: all, agent: false }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: reply.statusCode ?? 0, text, ...readParts(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function readParts(text: string): Pick<Answer, 'at' | 'textAt' | 'listAt'> {
  const at = (path: string): unknown => {
    let part = JSON.parse(text) as unknown;
    for (const name of path.split('.')) part = (part as Readonly<Record<string, unknown>> | undefined)?.[name];
    return part;
  };
  return {
    at,
    textAt: (path) => {
      const part = at(path);
      assert.ok(typeof part === 'string', `${path} is text in ${text}`);
      return part;
    },
    listAt: (path) => {
      const part = at(path);
      assert.ok(Array.isArray(part), `${path} is a list in ${text}`);
      return part as readonly unknown[];
    },
  };
}

/** A JSON request: below `/api/2.0/mlflow/`, or one of our own questions as `rpc/…`. */
export function post(tracker: Tracker, path: string, body: object | string = {}): Promise<Answer> {
  const prefix = path.startsWith('rpc/') ? '/api/modeltrail/v1/' : '/api/2.0/mlflow/';
  return send(tracker, prefix + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

/** Makes a run in the default experiment and returns its id. */
export async function createRun(tracker: Tracker): Promise<string> {
  return (await post(tracker, 'runs/create', { experiment_id: '0' })).textAt('run.info.run_id');
}
