import type { TrackerEvent } from '../protocol/events';

/**
 * Tells listeners what changed, at most five times a second and each run once a time, however fast points come in.
 * Deltas are names of what changed, never the data: a listener reads what it shows.
 */
export class ChangeHub {
  private readonly listeners = new Set<(event: TrackerEvent) => void>();
  private readonly runs = new Set<string>();
  private readonly structural = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private seq = 0;

  /** Told at once of every changed run, whether anybody listens or not. */
  onRun: ((id: string) => void) | undefined;

  constructor(private readonly intervalMs = 200) {}

  get listenerCount(): number {
    return this.listeners.size;
  }

  subscribe(listener: (event: TrackerEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Points, params or tags of a run changed. */
  run(id: string): void {
    this.onRun?.(id);
    this.runs.add(id);
    this.schedule();
  }

  /** People changed what is written on runs; no point came in. */
  edited(ids: readonly string[]): void {
    for (const id of ids) this.runs.add(id);
    this.schedule();
  }

  /** Runs, experiments or models came, went or moved: lists are to be read again. */
  list(what: 'runs' | 'experiments' | 'models'): void {
    this.structural.add(what);
    this.schedule();
  }

  private schedule(): void {
    if (this.timer || this.listeners.size === 0) {
      if (this.listeners.size === 0) this.clear();
      return;
    }
    this.timer = setTimeout(() => this.flush(), this.intervalMs);
    this.timer.unref();
  }

  private flush(): void {
    this.timer = undefined;
    this.seq += 1;
    const event: TrackerEvent = { seq: this.seq, runs: [...this.runs], lists: [...this.structural] };
    this.clear();
    for (const listener of this.listeners) listener(event);
  }

  private clear(): void {
    this.runs.clear();
    this.structural.clear();
  }
}
