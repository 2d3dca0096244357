import { toError } from '../protocol/errors';
import type { WorkspaceTree } from '../git';
import type { Services } from './services';

/** Reads the workspace and keeps it at hand while `use` runs. */
type Read = (use: (workspace: WorkspaceTree) => Promise<void>, signal: AbortSignal) => Promise<void>;

interface Reading {
  readonly workspace: Promise<WorkspaceTree>;
  /** Ends Git's processes. */
  readonly stop: AbortController;
  /** Lets go of what was read. */
  readonly close: AbortController;
  begun: boolean;
  opened: boolean;
  users: number;
}

/** How long a reading answers further questions, in milliseconds. */
const keptMs = 1_000;

/**
 * Readings of the workspace, shared: questions that come together, or within a second, see the same one. One at a time
 * works; one that nobody waits for any more is stopped.
 */
export class WorkspaceReadings {
  private current: Reading | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly read: Read,
    private readonly life: Pick<Services, 'ending' | 'background'>,
  ) {}

  /** Answers from the present reading, or with `fresh` from one that began after this call. */
  async use<T>(
    { fresh, signal }: { readonly fresh: boolean; readonly signal: AbortSignal },
    answer: (workspace: WorkspaceTree) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    if (fresh && this.current?.begun) this.drop(this.current);
    const reading = (this.current ??= this.begin());
    reading.users++;
    let leave = (): void => {
      leave = () => undefined;
      reading.users--;
      this.tidy(reading);
    };
    const onAbort = (): void => leave();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const workspace = await aborted(reading.workspace, signal);
      return await this.inTurn(() => answer(workspace));
    } finally {
      signal.removeEventListener('abort', onAbort);
      leave();
    }
  }

  private begin(): Reading {
    const { ending } = this.life;
    const [stop, close] = [new AbortController(), new AbortController()];
    const workspace = this.inTurn(
      () =>
        new Promise<WorkspaceTree>((resolve, reject) => {
          reading.begun = true;
          const whileUsed = async (found: WorkspaceTree): Promise<void> => {
            reading.opened = true;
            resolve(found);
            setTimeout(() => this.drop(reading), keptMs).unref();
            await whenAborted(AbortSignal.any([close.signal, ending]));
          };
          const done = this.read(whileUsed, AbortSignal.any([stop.signal, ending])).catch((error: unknown) => {
            this.drop(reading);
            reject(toError(error));
          });
          this.life.background(done);
        }),
    );
    // Whoever waits hears of a failure; of a reading that was given up, nobody does.
    workspace.catch(() => undefined);
    const reading: Reading = { workspace, stop, close, begun: false, opened: false, users: 0 };
    return reading;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private drop(reading: Reading): void {
    if (this.current === reading) this.current = undefined;
    this.tidy(reading);
  }

  /** Ends a reading that nobody uses: the one that is replaced, or was given up before it was there. */
  private tidy(reading: Reading): void {
    if (reading.users > 0) return;
    if (!reading.opened) {
      if (this.current === reading) this.current = undefined;
      reading.stop.abort();
    } else if (this.current !== reading) reading.close.abort();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The value, or the signal's reason as soon as it is aborted. */
function aborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
