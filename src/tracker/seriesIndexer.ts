import { setTimeout as pause } from 'node:timers/promises';
import { listMetricSeries, updateBlocks } from '../runs';
import type { Services } from './services';

/** Between two rounds: long enough that a round has something to do, short enough that a chart finds it done. */
const roundMs = 2_000;

/**
 * Sums long series up while nobody waits, so that the first chart of many runs is drawn from a few blocks a run. What it
 * has not reached yet is summed up when it is asked for.
 */
export class SeriesIndexer {
  private readonly waiting = new Set<string>();
  private working = false;

  constructor(private readonly services: Services) {}

  /** Notes that points of a run came in. */
  note(id: string): void {
    this.waiting.add(id);
    if (this.working) return;
    this.working = true;
    this.services.background(this.work().finally(() => (this.working = false)));
  }

  private async work(): Promise<void> {
    const { db, ending } = this.services;
    while (this.waiting.size > 0) {
      await pause(roundMs, undefined, { signal: ending, ref: false });
      const ids = [...this.waiting];
      this.waiting.clear();
      for (const id of ids) {
        for (const series of listMetricSeries(db, id)) {
          ending.throwIfAborted();
          await updateBlocks(db, series, ending);
        }
      }
    }
  }
}
