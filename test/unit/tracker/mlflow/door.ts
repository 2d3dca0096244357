import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTracker, type Tracker } from '../../../../src/tracker/start';

export interface Reply {
  readonly status: number;
  readonly bytes: Buffer;
  readonly headers: Headers;
  /** A part of the JSON reply such as `models.0.info.name`, undefined where there is none; '' is all of it. */
  at(path: string): unknown;
  /** As `at`, where text must stand. */
  textAt(path: string): string;
  /** As `at`, where a list must stand. */
  listAt(path: string): readonly unknown[];
}

export interface Door {
  readonly folder: string;
  readonly tracker: Tracker;
  /** A JSON request below `/api/2.0/mlflow/`, or to a path that begins with a slash; for GET the fields go into the query. */
  call(method: string, path: string, fields?: object): Promise<Reply>;
  send(method: string, path: string, options?: RequestInit): Promise<Reply>;
  close(): Promise<void>;
}

/** A tracker on a new folder, spoken to over real HTTP. */
export async function openDoor(): Promise<Door> {
  const folder = await mkdtemp(join(tmpdir(), 'modeltrail-door-'));
  // No two requests fall into one millisecond, so that orders by time are those of the requests.
  let last = 0;
  const now = (): number => (last = Math.max(last + 1, Date.now()));
  const tracker = await startTracker({ folder, token: null, now });
  const send: Door['send'] = async (method, path, options = {}) => {
    const response = await fetch(tracker.url + path, { method, ...options });
    return toReply(response, Buffer.from(await response.arrayBuffer()));
  };
  return {
    folder,
    tracker,
    send,
    call: (method, path, fields = {}) => {
      const url = path.startsWith('/') ? path : `/api/2.0/mlflow/${path}`;
      if (method === 'GET') return send(method, `${url}?${toQuery(fields)}`);
      return send(method, url, { body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } });
    },
    close: async () => {
      await tracker.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function toReply({ status, headers }: Response, bytes: Buffer): Reply {
  const at = (path: string): unknown => {
    const body: unknown = JSON.parse(bytes.toString());
    const steps = path === '' ? [] : path.split('.');
    return steps.reduce((value, step) => (value as Readonly<Record<string, unknown>> | undefined)?.[step], body);
  };
  const typed = <Type>(path: string, is: (value: unknown) => value is Type): Type => {
    const value = at(path);
    if (is(value)) return value;
    throw new Error(`No such value at '${path}' of: ${bytes.toString()}`);
  };
  return {
    status,
    headers,
    bytes,
    at,
    textAt: (path) => typed(path, (value) => typeof value === 'string'),
    listAt: (path) => typed(path, (value): value is unknown[] => Array.isArray(value)),
  };
}

function toQuery(fields: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  }
  return String(query);
}
