import { join } from 'node:path';
import { ModelTrailError } from '../protocol/errors';
import { oldNodeProblem } from '../protocol/nodeApi';
import type { TrackerClient } from '../client';
import { findFolder } from './findFolder';
import { exitCode, misuse } from './failure';
import { paint, type Style } from './paint';

export interface ContextOptions {
  readonly folder: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/** What every command works with: where it is, how it speaks, and the folder's tracker. */
export class Context {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  readonly #given: string | undefined;
  #folder: string | undefined;
  #client: Promise<TrackerClient> | undefined;

  constructor({ folder, json, quiet, signal }: ContextOptions) {
    this.#given = folder;
    this.json = json;
    this.quiet = quiet;
    this.signal = signal;
  }

  /** The workspace folder, absolute. Throws `FOLDER_REFUSED` and `FOLDER_NOT_FOUND`. */
  get folder(): string {
    return (this.#folder ??= findFolder(process.cwd(), this.#given));
  }

  /** Milliseconds since 1970, frozen by `MODELTRAIL_NOW`. */
  now(): number {
    const frozen = frozenClock();
    return frozen ?? Date.now();
  }

  /** The folder's tracker, started where none runs. */
  tracker(): Promise<TrackerClient> {
    return (this.#client ??= this.connect({ start: true }));
  }

  /**
   * A connection of its own, which the caller closes; throws `TRACKER_NOT_RUNNING` where none runs and `start` is false.
   */
  async connect({
    start,
    signal = this.signal,
  }: {
    readonly start: boolean;
    readonly signal?: AbortSignal;
  }): Promise<TrackerClient> {
    // An old Node cannot open the store, but may well talk to a tracker that runs on a newer one.
    const problem = oldNodeProblem();
    const { connectTracker } = await import('../client');
    try {
      return await connectTracker({
        folder: this.folder,
        start: start && problem === null,
        trackerFile: join(__dirname, 'tracker.js'),
        signal,
      });
    } catch (error) {
      const isMissing = error instanceof ModelTrailError && error.code === 'TRACKER_NOT_RUNNING';
      if (start && problem !== null && isMissing) throw new ModelTrailError('NODE_TOO_OLD', problem);
      throw error;
    }
  }

  /** The result: `document` with `--json`, else `text`, which need not end in a line feed. Returns "done". */
  reply(document: unknown, text: () => string): number {
    if (this.json) this.write(`${JSON.stringify(document, writeNumbers)}\n`);
    else {
      const words = text();
      if (words !== '') this.write(words.endsWith('\n') ? words : `${words}\n`);
    }
    return exitCode.done;
  }

  /** Bytes on stdout as they are. */
  write(text: string | Uint8Array): void {
    process.stdout.write(text);
  }

  /** Progress or a warning on stderr; nothing with `--quiet`. */
  note(text: string): void {
    if (!this.quiet) process.stderr.write(`${text}\n`);
  }

  /** Colours text for stdout where it is a terminal that wants it. */
  paint(style: Style, text: string): string {
    return paint(style, text, process.stdout);
  }

  /** Ends connections; the tracker goes on. */
  async close(): Promise<void> {
    (await this.#client?.catch(() => undefined))?.close();
  }
}

/** `MODELTRAIL_NOW` in milliseconds since 1970, null where it is not set. Throws `MISUSE` when it is no time. */
export function frozenClock(): number | null {
  const text = process.env['MODELTRAIL_NOW'];
  if (text === undefined || text === '') return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw misuse(`MODELTRAIL_NOW is '${text}', which is no ISO 8601 time.`);
  return time;
}

/** JSON has no words for these three; left alone, they would become null. */
function writeNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
