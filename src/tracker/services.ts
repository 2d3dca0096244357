import type { FastifyRequest } from 'fastify';
import type { Layout } from '../protocol/layout';
import type { RunInfo } from '../runs';
import type { Db } from '../store';
import type { ChangeHub } from './changes';

/** What the routes work with: made once by `startTracker`, passed to whoever needs it. */
export interface Services {
  readonly layout: Layout;
  readonly db: Db;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly changes: ChangeHub;
  /** Where artifacts of an experiment without a location of its own go: `mlflow-artifacts:` means through the tracker. */
  readonly artifactRoot: string;
  /** The folder behind `mlflow-artifacts:`. */
  readonly artifactsFolder: string;
  /** What follows the making of a run (Git stamp, process look-up); never delays or fails the reply. */
  readonly onRunCreated: (run: RunInfo, request: FastifyRequest | null) => void;
}
