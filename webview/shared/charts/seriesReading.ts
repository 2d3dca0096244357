import { isAbort, toError } from '../../../src/protocol/errors';
import { SeriesCache, type HeldSeries, type SeriesReader, type SeriesSubject, type SeriesWish } from './seriesCache';

const slowAfterMs = 150;

/**
 * Keeps what a chart holds in step with what it wishes: one read at a time, so that a fast run cannot pile up questions,
 * and again while a newer wish is not met.
 */
export class SeriesReading {
  #client: SeriesReader | null = null;
  #cache: SeriesCache | null = null;
  #wish: SeriesWish | null = null;
  /** Counts wishes, so that a read can tell whether another came in meanwhile. */
  #wishes = 0;
  #going: AbortController | null = null;
  #slow = false;
  #error: Error | null = null;
  readonly #onChange: () => void;

  /** `onChange`: something here reads otherwise than before. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isBusy(): boolean {
    return this.#going !== null;
  }

  /** A read takes long enough to show that it does. */
  get isSlow(): boolean {
    return this.#slow;
  }

  get error(): Error | null {
    return this.#error;
  }

  held(subject: SeriesSubject): ReadonlyMap<string, HeldSeries> {
    return this.#cache?.held(subject) ?? new Map<string, HeldSeries>();
  }

  want(client: SeriesReader, wish: SeriesWish): void {
    if (client !== this.#client) {
      this.#client = client;
      this.#cache = new SeriesCache(client);
    }
    // What goes on for another range would be thrown away.
    if (this.#wish !== null && JSON.stringify(this.#wish.range) !== JSON.stringify(wish.range)) this.stop();
    this.#wish = wish;
    this.#wishes += 1;
    if (this.#going === null) void this.#read();
  }

  /** Ends what goes on; what is held stays. */
  stop(): void {
    this.#going?.abort();
    this.#going = null;
  }

  async #read(): Promise<void> {
    const going = new AbortController();
    this.#going = going;
    const timer = setTimeout(() => {
      this.#slow = true;
      this.#onChange();
    }, slowAfterMs);
    try {
      let met: number;
      do {
        met = this.#wishes;
        if (this.#wish === null || this.#cache === null) return;
        await this.#cache.read(this.#wish, going.signal);
        this.#error = null;
      } while (met !== this.#wishes && !going.signal.aborted);
    } catch (thrown) {
      if (!isAbort(thrown)) this.#error = toError(thrown);
    } finally {
      clearTimeout(timer);
      if (this.#going === going) {
        this.#going = null;
        this.#slow = false;
        this.#onChange();
      }
    }
  }
}
