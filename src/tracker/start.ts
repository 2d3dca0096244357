import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ModelTrailError, toError } from '../protocol/errors';
import { layoutOf } from '../protocol/layout';
import { version } from '../protocol/version';
import { ensureDefaultExperiment, type RunInfo } from '../runs';
import { checkpoint, openStore, type Db } from '../store';
import { ChangeHub } from './changes';
import { ensureToken, lockFolder, prepareHome, readAddress, writeAddress } from './folder';
import { migrations } from './migrations';
import { createServer } from './server';
import type { Services } from './services';

export interface StartOptions {
  readonly folder: string;
  readonly host?: string;
  /** 0 or absent: the folder's last port, or any free one when another program has taken it. */
  readonly port?: number;
  /** Absent: the folder's own; null: any local client may use it. */
  readonly token?: string | null;
  readonly db?: string;
  readonly artifactsDestination?: string;
  readonly artifactRoot?: string;
  readonly now?: () => number;
}

export interface Tracker {
  readonly url: string;
  readonly port: number;
  readonly token: string | null;
  readonly store: string;
  readonly services: Services;
  /** Ends in order: requests in flight finish, the log is folded into the store. */
  close(): Promise<void>;
}

/**
 * Starts the one tracker of a folder. Throws `TRACKER_RUNNING` when another process has it, and what `openStore` throws
 * for a store that cannot be used.
 */
export async function startTracker(options: StartOptions): Promise<Tracker> {
  const layout = layoutOf(options.folder);
  prepareHome(layout);
  const lock = lockFolder(layout);
  if (!lock) {
    const other = readAddress(layout);
    throw new ModelTrailError(
      'TRACKER_RUNNING',
      `Another tracker already serves ${options.folder}${other ? ` at ${other.url} (process ${other.pid})` : ''}.`,
      { hint: 'Use that one, or end it first.' },
    );
  }
  let db: Db | undefined;
  try {
    const now = options.now ?? Date.now;
    const store = options.db ?? layout.store;
    db = openStore(store, { migrations });
    const artifactRoot = options.artifactRoot ?? 'mlflow-artifacts:';
    ensureDefaultExperiment(db, { artifactRoot, now: now() });
    const services: Services = {
      layout,
      db,
      now,
      changes: new ChangeHub(),
      artifactRoot,
      artifactsFolder: options.artifactsDestination ?? layout.artifacts,
      onRunCreated: (_run: RunInfo, _request: FastifyRequest | null) => undefined,
    };
    const token = options.token === undefined ? ensureToken(layout) : options.token;
    const app = createServer(services, { token });
    const host = options.host ?? '127.0.0.1';
    const wanted = options.port ?? 0;
    const port = await listen(app, { host, wanted, last: readAddress(layout)?.port ?? 0 });
    const url = `http://${host}:${port}`;
    const startedAt = new Date(now()).toISOString();
    const address = { url, port, pid: process.pid, version, startedAt, running: true };
    writeAddress(layout, address);
    const open = db;
    return {
      url,
      port,
      token,
      store,
      services,
      close: async () => {
        await app.close();
        checkpoint(open);
        open.close();
        writeAddress(layout, { ...address, running: false });
        lock.release();
      },
    };
  } catch (error) {
    db?.close();
    lock.release();
    throw error;
  }
}

async function listen(
  app: FastifyInstance,
  { host, wanted, last }: { host: string; wanted: number; last: number },
): Promise<number> {
  const tries = wanted !== 0 ? [wanted] : last !== 0 ? [last, 0] : [0];
  for (const port of tries) {
    try {
      const address = await app.listen({ host, port });
      return Number(new URL(address).port);
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || port === tries.at(-1)) {
        throw new ModelTrailError(
          'PORT_TAKEN',
          `The tracker cannot listen on ${host}:${port}: ${toError(error).message}.`,
          {
            hint: 'Choose another port, or leave the choice to ModelTrail.',
            cause: error,
          },
        );
      }
    }
  }
  throw new Error('unreachable: the last try returns or throws');
}
