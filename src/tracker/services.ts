import type { FastifyRequest } from 'fastify';
import type { Analytics } from '../analytics';
import type { Layout } from '../protocol/layout';
import type { AuditKeeper } from '../registry';
import type { RunInfo } from '../runs';
import type { Db } from '../store';
import type { ChangeHub } from './changes';
import type { StoreHealth } from './storeHealth';

/** What the routes work with: made once by `startTracker`, passed to whoever needs it. */
export interface Services {
  readonly layout: Layout;
  readonly db: Db;
  readonly store: string;
  readonly health: StoreHealth;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly startedAt: number;
  readonly changes: ChangeHub;
  /** Through it all changes of the registry go. */
  readonly audit: AuditKeeper;
  /** DuckDB, for tables on their way out; started with its first job. */
  readonly analytics: Analytics;
  /** Where artifacts of an experiment without a location of its own go: `mlflow-artifacts:` means through the tracker. */
  readonly artifactRoot: string;
  /** The folder behind `mlflow-artifacts:`. */
  readonly artifactsFolder: string;
  /** What follows the making of a run (Git stamp, process look-up) before its reply; never fails it, never waits long. */
  readonly onRunCreated: (run: RunInfo, request: FastifyRequest | null) => Promise<void>;
  /** Ties the process of this pid to a run, as `exec` asks for its child. */
  readonly attachProcess: (run: RunInfo, pid: number) => Promise<void>;
  /** Work that goes on after a reply; the tracker waits for it before it closes the store. */
  readonly background: (work: Promise<void>) => void;
  /** Aborted when the tracker ends. */
  readonly ending: AbortSignal;
  readonly log: (line: string) => void;
}
