import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ModelTrailError, toError } from '../protocol/errors';
import type { Column } from './columns';
import type { FromWorker, Job, Param, ToWorker, WorkerSettings } from './messages';

const defaultIdleMs = 60_000;
const defaultMemoryMiB = 512;

export interface AnalyticsOptions {
  /** Path of `dist/analytics.js`. */
  readonly workerFile: string;
  readonly tempFolder: string;
  readonly memoryLimitMiB?: number;
  /** Without a job for so long the worker ends and gives its memory back. */
  readonly idleMs?: number;
}

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Absolute paths that the query may read. */
  readonly files?: readonly string[];
}

interface Pending {
  readonly resolve: (columns: readonly Column[]) => void;
  readonly reject: (error: Error) => void;
}

/** DuckDB in a worker thread, which starts with the first job and ends when nobody needs it. */
export class Analytics {
  readonly #options: AnalyticsOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: AnalyticsOptions) {
    this.#options = options;
  }

  /** Whether the worker thread is there now. */
  get running(): boolean {
    return this.#worker !== undefined;
  }

  /** Runs one SQL statement with `$1`, `$2`, … bound to `params`. Throws `QUERY_FAILED`, `OUT_OF_MEMORY`. */
  query(
    sql: string,
    params: readonly Param[] = [],
    { files = [], signal }: QueryOptions = {},
  ): Promise<readonly Column[]> {
    return this.#run({ kind: 'query', sql, params, files }, signal);
  }

  /**
   * Writes columns of equal length as a Parquet file that is there whole or not at all; `file` is absolute and replaced.
   * Throws `FILE_NOT_WRITTEN`, `OUT_OF_MEMORY`.
   */
  async writeParquet(table: { columns: readonly Column[]; file: string }, signal?: AbortSignal): Promise<void> {
    await this.#run({ kind: 'writeParquet', ...table }, signal);
  }

  /** Ends the worker; jobs under way are rejected. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (!worker) return;
    this.#lose(worker, new ModelTrailError('ANALYTICS_ENDED', 'The work was ended before it was done.'));
    await worker.terminate();
  }

  async #run(job: Job, signal?: AbortSignal): Promise<readonly Column[]> {
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = (this.#lastId += 1);
    const stop = new AbortController();
    const answered = new Promise<readonly Column[]>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    worker.postMessage({ kind: 'start', id, job } satisfies ToWorker);
    try {
      if (!signal) return await answered;
      const aborted = once(signal, 'abort', { signal: stop.signal }).then(() => signal.throwIfAborted());
      return (await Promise.race([answered, aborted])) ?? [];
    } finally {
      if (signal?.aborted) worker.postMessage({ kind: 'cancel', id } satisfies ToWorker);
      stop.abort();
      this.#pending.delete(id);
      this.#rest();
    }
  }

  #start(): Worker {
    const { workerFile, tempFolder, memoryLimitMiB = defaultMemoryMiB } = this.#options;
    const workerData: WorkerSettings = { tempFolder, memoryLimitMiB };
    const worker = new Worker(workerFile, { workerData });
    worker.on('message', (message: FromWorker) => {
      const pending = this.#pending.get(message.id);
      if ('columns' in message) pending?.resolve(message.columns);
      else pending?.reject(new ModelTrailError(message.error.code, message.error.message, message.error));
    });
    worker.on('error', (cause: unknown) => {
      const message = `DuckDB could not be run: ${toError(cause).message}.`;
      this.#lose(
        worker,
        new ModelTrailError('ANALYTICS_FAILED', message, { hint: 'Install ModelTrail again.', cause }),
      );
    });
    return worker;
  }

  #lose(worker: Worker, error: ModelTrailError): void {
    if (this.#worker === worker) this.#worker = undefined;
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #rest(): void {
    if (this.#pending.size > 0 || !this.#worker) return;
    this.#idle = setTimeout(() => void this.close(), this.#options.idleMs ?? defaultIdleMs);
    this.#idle.unref();
  }
}
