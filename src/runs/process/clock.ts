/** The clock of samplers and watchers; tests drive their own. */
export interface PollClock {
  /** Wall time in milliseconds since 1970. */
  now(): number;
  /** Time in milliseconds that only goes forward, for measuring. */
  elapsed(): number;
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's clock; its timers keep no process alive. */
export const systemClock: PollClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Something that goes on until it is stopped; stopping twice is harmless. */
export interface Repetition {
  stop(): void;
}

/** Runs `step` every `intervalMs`, never two at a time, until it resolves to false or is stopped. */
export function repeat(clock: PollClock, intervalMs: number, step: () => Promise<boolean>): Repetition {
  let stopped = false;
  let cancel = (): void => undefined;
  const schedule = () => {
    cancel = clock.after(intervalMs, () => {
      void step().then((goOn) => {
        if (goOn && !stopped) schedule();
      });
    });
  };
  schedule();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}
