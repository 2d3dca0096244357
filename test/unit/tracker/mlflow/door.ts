import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTracker, type Tracker } from '../../../../src/tracker/start';

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  // Replies are asserted field by field: what is missing fails there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface Door {
  readonly folder: string;
  readonly tracker: Tracker;
  /** A JSON request below `/api/2.0/mlflow/`, or to a path that begins with a slash. */
  call(method: string, path: string, body?: object): Promise<Reply>;
  send(method: string, path: string, body?: BodyInit, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  close(): Promise<void>;
}

/** A tracker on a new folder, spoken to over real HTTP. */
export async function openDoor(): Promise<Door> {
  const folder = await mkdtemp(join(tmpdir(), 'modeltrail-door-'));
  const tracker = await startTracker({ folder, token: null });
  const send: Door['send'] = async (method, path, body, headers = {}) => {
    const streams = body instanceof ReadableStream ? { duplex: 'half' } : {};
    const response = await fetch(tracker.url + path, {
      method,
      headers,
      ...streams,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, text, headers: response.headers, body: isJson ? JSON.parse(text) : undefined };
  };
  return {
    folder,
    tracker,
    send,
    call: (method, path, body) => {
      const url = path.startsWith('/') ? path : `/api/2.0/mlflow/${path}`;
      if (method === 'GET') return send(method, url + toQuery(body ?? {}));
      return send(method, url, JSON.stringify(body ?? {}), { 'content-type': 'application/json' });
    },
    close: async () => {
      await tracker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function toQuery(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  }
  return `?${query}`;
}
