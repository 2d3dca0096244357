import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import { Analytics } from '../analytics';
import { isAbort, ModelTrailError, toError } from '../protocol/errors';
import { layoutOf } from '../protocol/layout';
import { version } from '../protocol/version';
import { AuditKeeper } from '../registry';
import { ensureDefaultExperiment, listActiveRuns, markLost } from '../runs';
import { checkpoint, openStore, type Db } from '../store';
import { keepBackups } from './backups';
import { ChangeHub } from './changes';
import { stampRun } from './codeStamp';
import { ensureToken, lockFolder, prepareHome, readAddress, writeAddress } from './folder';
import { InboxReader } from './inbox';
import { migrations } from './migrations';
import { ProcessLinks } from './processLink';
import { SeriesIndexer } from './seriesIndexer';
import { createServer } from './server';
import type { Services } from './services';
import { StoreHealth } from './storeHealth';
import { finishTrash } from './trash';

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
  /** The analytics worker's bundle; absent: the one beside this program's. */
  readonly analyticsFile?: string;
  readonly now?: () => number;
  readonly log?: (line: string) => void;
}

export interface Tracker {
  readonly url: string;
  readonly port: number;
  readonly token: string | null;
  readonly store: string;
  readonly services: Services;
  readonly inbox: InboxReader;
  /** When the tracker was last asked something, while no window listens and no run is active; null while it is needed. */
  idleSince(): number | null;
  /** False once its `.modeltrail/` was deleted: what it records is lost, and it should end. */
  holdsFolder(): boolean;
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
    const log = options.log ?? (() => undefined);
    const health = new StoreHealth({ db, store, layout, log });
    const open = db;
    health.attempt(() => ensureDefaultExperiment(open, { artifactRoot, now: now() }));
    const audit = new AuditKeeper({
      db,
      folder: options.folder,
      file: layout.auditHead,
      now,
      frozenClock: Boolean(process.env['MODELTRAIL_NOW']),
      log,
    });
    health.attempt(() => {
      audit.start();
    });
    const ending = new AbortController();
    const work = new Set<Promise<void>>();
    const services: Services = {
      layout,
      db,
      store,
      health,
      now,
      startedAt: now(),
      changes: new ChangeHub(),
      audit,
      analytics: new Analytics({
        workerFile: options.analyticsFile ?? join(__dirname, 'analytics.js'),
        tempFolder: join(layout.home, 'spill'),
      }),
      artifactRoot,
      artifactsFolder: options.artifactsDestination ?? layout.artifacts,
      onRunCreated: async (run, request) => {
        if (request) services.background(links.linkByConnection(run, request));
        await stampRun(services, run);
      },
      attachProcess: (run, pid) => links.linkByPid(run, pid),
      background: (promise) => {
        const tracked = promise
          .catch((error: unknown) => {
            if (!isAbort(health.toError(error)))
              log(`Background work failed: ${toError(error).stack ?? String(error)}`);
          })
          .finally(() => work.delete(tracked));
        work.add(tracked);
      },
      ending: ending.signal,
      log,
    };
    const links = new ProcessLinks(services);
    const indexer = new SeriesIndexer(services);
    services.changes.onRun = (id) => indexer.note(id);
    const token = options.token === undefined ? ensureToken(layout) : options.token;
    const activity = { last: now() };
    const onActivity = (): void => {
      activity.last = now();
    };
    const app = createServer(services, { token, onRequest: onActivity });
    const host = options.host ?? '127.0.0.1';
    const wanted = options.port ?? 0;
    const port = await listen(app, { host, wanted, last: readAddress(layout)?.port ?? 0 });
    const url = `http://${host}:${port}`;
    const startedAt = new Date(now()).toISOString();
    const address = { url, port, pid: process.pid, version, startedAt, running: true };
    writeAddress(layout, address);
    services.background(links.resume());
    services.background(keepBackups(services));
    services.background(finishTrash(services));
    const inbox = new InboxReader(services, onActivity);
    inbox.start();
    const sweep = setInterval(() => health.attempt(() => loseSilentRuns(services)), sweepMs);
    sweep.unref();
    return {
      url,
      port,
      token,
      store,
      services,
      inbox,
      idleSince: () => {
        const active = health.attempt(() => listActiveRuns(open).length) ?? 0;
        return services.changes.listenerCount > 0 || active > 0 ? null : activity.last;
      },
      holdsFolder: () => lock.isHeld(),
      close: async () => {
        clearInterval(sweep);
        links.stop();
        inbox.stop();
        ending.abort();
        await app.close();
        await services.analytics.close();
        await Promise.all(work);
        await audit.close();
        // What is not folded in stays in the log beside the store, which the next start reads.
        health.attempt(() => checkpoint(open));
        open.close();
        if (lock.isHeld()) writeAddress(layout, { ...address, running: false });
        lock.release();
      },
    };
  } catch (error) {
    db?.close();
    lock.release();
    throw error;
  }
}

const sweepMs = 60_000;
/** A run of which no process is known counts as lost after a day of silence: training steps may take hours. */
const silentMs = 24 * 3600_000;

function loseSilentRuns({ db, now, changes }: Services): void {
  for (const run of listActiveRuns(db)) {
    if (run.status !== 'RUNNING' || now() - run.lastActivity < silentMs) continue;
    markLost(db, run.id, now());
    changes.run(run.id);
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
