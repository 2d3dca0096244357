import { watch, type FSWatcher } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAbort, toError } from '../protocol/errors';
import { foldFile, restMs, retireFile, returnRetired, type FoldedSlice, type RunInfo } from '../runs';
import type { Services } from './services';

/** Some shared file systems tell nothing of what other machines write. */
const pollMs = 5_000;
/** A writer's next lines come soon after its first. */
const gatherMs = 50;

/** What a file looked like when all its complete lines had been read. */
interface Seen {
  readonly signature: string;
  readonly isWhole: boolean;
}

/**
 * Folds what programs append to the inbox as they append it, one file and one slice after the other: what the system tells
 * of at once, the rest by looking every few seconds.
 */
export class InboxReader {
  private readonly seen = new Map<string, Seen>();
  /** Names to look at; null stands for all. */
  private readonly waiting = new Set<string | null>();
  private watcher: FSWatcher | undefined;
  private poll: NodeJS.Timeout | undefined;
  private gathering: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private stamping: Promise<void> = Promise.resolve();

  constructor(
    private readonly services: Services,
    private readonly onActivity: () => void,
  ) {}

  /** Reads what was written meanwhile, then goes on watching. */
  start(): void {
    try {
      this.watcher = watch(this.services.layout.inbox, (_event, name) => this.look(name));
      this.watcher.on('error', (error) => this.watchFailed(error));
      this.watcher.unref();
    } catch (error) {
      this.watchFailed(error);
    }
    this.poll = setInterval(() => this.look(null), pollMs);
    this.poll.unref();
    this.services.background(returnRetired(this.services).then(() => this.look(null)));
    this.look(null);
  }

  stop(): void {
    this.watcher?.close();
    clearInterval(this.poll);
    clearTimeout(this.gathering);
    this.gathering = undefined;
  }

  /** Resolves when everything that is complete in the inbox now is folded. */
  async settle(): Promise<void> {
    this.waiting.add(null);
    do {
      await (this.working ?? this.begin());
    } while (this.waiting.size > 0);
  }

  private watchFailed(error: unknown): void {
    this.services.log(`The inbox is looked at every ${pollMs / 1000} s only: ${toError(error).message}`);
    this.watcher?.close();
  }

  private look(name: string | null): void {
    this.waiting.add(name);
    if (this.gathering !== undefined || this.working !== undefined || this.services.ending.aborted) return;
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      if (this.working === undefined) this.services.background(this.begin());
    }, gatherMs);
    this.gathering.unref();
  }

  private begin(): Promise<void> {
    this.working = this.work().finally(() => {
      this.working = undefined;
      if (this.waiting.size > 0) this.look(null);
    });
    return this.working;
  }

  private async work(): Promise<void> {
    const names = this.waiting.has(null) ? await this.list() : [...this.waiting].filter(isInboxName);
    this.waiting.clear();
    const queue = [...names];
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      if (this.services.ending.aborted) return;
      if (!(await this.visit(name))) queue.push(name);
      await nextTurn();
    }
  }

  private async list(): Promise<string[]> {
    try {
      const entries = await readdir(this.services.layout.inbox, { withFileTypes: true });
      return entries.filter((entry) => entry.isFile() && isInboxName(entry.name)).map((entry) => entry.name);
    } catch (error) {
      this.services.log(`The inbox cannot be listed: ${toError(error).message}`);
      return [];
    }
  }

  /** Folds a slice of a file; false when it has more. A fault of the disk leaves it for the next look. */
  private async visit(name: string): Promise<boolean> {
    try {
      const about = await lstat(join(this.services.layout.inbox, name), { bigint: true });
      const signature = `${about.ino}:${about.size}:${about.mtimeNs}`;
      const seen = this.seen.get(name);
      if (seen?.signature === signature) {
        await this.retire(name, { seen, touched: Number(about.mtimeMs) });
        return true;
      }
      const slice = await foldFile(this.services, name);
      this.tell(slice);
      if (slice.isDone) this.seen.set(name, { signature, isWhole: slice.isWhole });
      return slice.isDone;
    } catch (error) {
      this.seen.delete(name);
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone && !isAbort(error)) this.fail(name, error);
      return true;
    }
  }

  private fail(name: string, error: unknown): void {
    this.services.log(`The inbox file ${name} waits: ${this.services.health.toError(error).message}`);
  }

  private async retire(name: string, { seen, touched }: { seen: Seen; touched: number }): Promise<void> {
    if (!seen.isWhole || this.services.now() - touched < restMs) return;
    await retireFile(this.services, name);
    this.seen.delete(name);
  }

  private tell({ accepted, created, runs }: Pick<FoldedSlice, 'accepted' | 'created' | 'runs'>): void {
    if (accepted > 0) this.onActivity();
    tellChanges(this.services, runs);
    for (const run of created) this.stamp(run);
  }

  /** One after the other, so that a long inbox does not start a hundred Git processes. */
  private stamp(run: RunInfo): void {
    this.stamping = this.stamping.then(() => this.services.onRunCreated(run, null));
    this.services.background(this.stamping);
  }
}

/** Lets listeners know of runs that inbox lines made or changed. */
export function tellChanges({ changes }: Services, runs: Iterable<string>): void {
  let any = false;
  for (const id of runs) {
    changes.run(id);
    any = true;
  }
  if (any) changes.list('runs');
}

function isInboxName(name: string | null): name is string {
  return name !== null && name.endsWith('.jsonl') && !name.startsWith('.');
}
