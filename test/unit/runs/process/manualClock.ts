import type { PollClock } from '../../../../src/runs/process';

/** A clock that stands still until a test moves it on. */
export class ManualClock implements PollClock {
  private time = 0;
  private timers: { readonly ms: number; readonly run: () => void }[] = [];
  private scheduled: (() => void) | null = null;

  now(): number {
    return this.time;
  }

  elapsed(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { ms, run };
    this.timers.push(timer);
    this.scheduled?.();
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are set. */
  get waiting(): number {
    return this.timers.length;
  }

  /** Fires the next timer, without waiting for what it starts. */
  fire(): void {
    const timer = this.timers.shift();
    if (timer === undefined) throw new Error('no timer is set');
    this.time += timer.ms;
    timer.run();
  }

  /** Fires the next timer and resolves when the next one is set. */
  async fireAndWait(): Promise<void> {
    const scheduled = new Promise<void>((resolve) => (this.scheduled = resolve));
    this.fire();
    await scheduled;
  }
}
