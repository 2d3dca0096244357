import { join } from 'node:path';
import { ModelTrailError, toError } from '../protocol/errors';
import type { Layout } from '../protocol/layout';
import { toStoreError, type Db } from '../store';
import { listBackups } from './backupFiles';

export interface StoreHealthOptions {
  readonly db: Db;
  readonly store: string;
  readonly layout: Layout;
  readonly log: (line: string) => void;
}

/**
 * Knows whether the store was found damaged. From then on it is only read: a page that lies about itself must not be
 * written over, and what can be read still can be saved.
 */
export class StoreHealth {
  private finding: string | null = null;

  constructor(private readonly options: StoreHealthOptions) {}

  /** What is wrong with the store; null while nothing was found. */
  get damaged(): string | null {
    return this.finding;
  }

  /** Closes the store for writing. */
  markDamaged(what: string): void {
    if (this.finding !== null) return;
    this.finding = what;
    this.options.db.pragma('query_only = ON');
    this.options.log(`The store ${this.options.store} is damaged and only read from now on: ${what}`);
  }

  /** Any thrown value as the error to tell, having noted damage that it shows. */
  toError(thrown: unknown): Error {
    const error = toStoreError(thrown, this.options.store);
    if (!(error instanceof ModelTrailError)) return error;
    if (error.code === 'STORE_DAMAGED') this.markDamaged(toError(thrown).message);
    const isRefused = error.code === 'STORE_DAMAGED' || error.code === 'STORE_READ_ONLY';
    return this.finding !== null && isRefused ? this.refusal(thrown) : error;
  }

  /** Does what may fail with the store and matters to no one who waits; undefined when it failed, which is logged. */
  attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.options.log(this.toError(error).message);
      return undefined;
    }
  }

  private refusal(cause: unknown): ModelTrailError {
    const { layout, store } = this.options;
    const newest = listBackups(layout)[0]?.file ?? join(layout.backups, 'FILE');
    return new ModelTrailError('STORE_DAMAGED', `The store ${store} is damaged: it is read, but nothing is recorded.`, {
      hint: `End the tracker and run "modeltrail restore-backup ${newest}"; the damaged file is kept beside it.`,
      cause,
    });
  }
}
