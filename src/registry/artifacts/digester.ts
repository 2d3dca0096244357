import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ModelTrailError, toError } from '../../protocol/errors';
import type { DigestJob, FromDigestWorker, ToDigestWorker } from './digestMessages';
import type { FolderDigest, KnownDigests } from './readFiles';

const idleMs = 10_000;
/** About 40 MB of digests at 400 bytes a file. */
const mostRemembered = 100_000;

export interface DigestOptions {
  readonly signal?: AbortSignal;
  /** Called about ten times a second with the bytes read so far and all there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Pending {
  readonly resolve: (digest: FolderDigest) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: DigestOptions['onProgress'];
}

/** Hashes and copies model folders in a worker thread, which starts with the first job and ends when nobody needs it. */
export class Digester {
  readonly #workerFile: string;
  readonly #pending = new Map<number, Pending>();
  readonly #remembered = new Map<string, KnownDigests>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  /** `workerFile` is the path of `dist/digest.js`. */
  constructor(workerFile: string) {
    this.#workerFile = workerFile;
  }

  /** Reads and hashes every byte below `folder`. Throws `UNSAFE_PATH`, `INVALID_VALUE`, `CONFLICT`, `PERMISSION_DENIED`. */
  async digest(folder: string, options: DigestOptions = {}): Promise<FolderDigest> {
    return this.#remember(folder, await this.#run({ folder, copyTo: null, known: new Map() }, options));
  }

  /**
   * As {@link digest}, but a file with the size, times and inode of its last reading counts as unread since. Who can write
   * the file can set these: for display alone, never for an approval, a move or a verification.
   */
  async digestForDisplay(folder: string, options: DigestOptions = {}): Promise<FolderDigest> {
    const known = this.#remembered.get(folder) ?? new Map();
    return this.#remember(folder, await this.#run({ folder, copyTo: null, known }, options));
  }

  /** Copies a folder to `to`, there whole or not at all, and tells what the copy holds. Throws `ALREADY_EXISTS`, `DISK_FULL`. */
  copy(folder: string, to: string, options: DigestOptions = {}): Promise<FolderDigest> {
    return this.#run({ folder, copyTo: to, known: new Map() }, options);
  }

  /** Ends the worker; jobs under way are rejected. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (!worker) return;
    this.#lose(worker, new ModelTrailError('DIGEST_ENDED', 'The hashing was ended before it was done.'));
    await worker.terminate();
  }

  async #run(job: DigestJob, { signal, onProgress }: DigestOptions): Promise<FolderDigest> {
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const id = (this.#lastId += 1);
    const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const stop = new AbortController();
    const answered = new Promise<FolderDigest>((resolve, reject) =>
      this.#pending.set(id, { resolve, reject, onProgress }),
    ).finally(() => this.#settle(id));
    this.#worker.postMessage({ id, job, cancelled } satisfies ToDigestWorker);
    try {
      if (!signal) return await answered;
      const aborted = once(signal, 'abort', { signal: stop.signal }).then(() => signal.throwIfAborted());
      return (await Promise.race([answered, aborted])) ?? (await answered);
    } catch (error) {
      Atomics.store(cancelled, 0, 1);
      if (job.copyTo !== null) void forget(answered, job.copyTo);
      throw error;
    } finally {
      stop.abort();
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile);
    worker.on('message', (message: FromDigestWorker) => {
      const pending = this.#pending.get(message.id);
      if ('digest' in message) pending?.resolve(message.digest);
      else if ('error' in message) pending?.reject(toModelTrailError(message.error));
      else pending?.onProgress?.(message.done, message.total);
    });
    worker.on('error', (cause: unknown) => {
      const message = `Model files could not be hashed: ${toError(cause).message}.`;
      const hint = 'Install ModelTrail again.';
      this.#lose(worker, new ModelTrailError('DIGEST_FAILED', message, { hint, cause }));
    });
    return worker;
  }

  #lose(worker: Worker, error: ModelTrailError): void {
    if (this.#worker === worker) this.#worker = undefined;
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #remember(folder: string, digest: FolderDigest): FolderDigest {
    const known = digest.files.map(
      ({ path, sha256 }, at) => [path, { sha256, stamp: digest.stamps[at] ?? '' }] as const,
    );
    this.#remembered.delete(folder);
    this.#remembered.set(folder, new Map(known));
    const count = () => [...this.#remembered.values()].reduce((sum, { size }) => sum + size, 0);
    for (const oldest of this.#remembered.keys()) {
      if (count() <= mostRemembered) break;
      this.#remembered.delete(oldest);
    }
    return digest;
  }

  #settle(id: number): void {
    this.#pending.delete(id);
    if (this.#pending.size > 0 || !this.#worker) return;
    this.#idle = setTimeout(() => void this.close(), idleMs);
    this.#idle.unref();
  }
}

function toModelTrailError({ code, message, hint }: { code: string; message: string; hint: string | null }) {
  return new ModelTrailError(code, message, hint === null ? {} : { hint });
}

/** Removes a copy that was whole just before nobody wanted it any more: it is nobody's. */
async function forget(copied: Promise<FolderDigest>, to: string): Promise<void> {
  try {
    await copied;
    await rm(to, { recursive: true, force: true });
  } catch {
    // It was given up, as was wanted.
  }
}
