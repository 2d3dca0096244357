/** One figure beside its budget; `atLeast` means that more is better. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB' | 'points/s' | 'nodes' | '%';
  readonly budget: number | null;
  readonly atLeast?: boolean;
  /** What was counted and how, where the name does not say it. */
  readonly note?: string;
}

/** One part of the benchmark; each makes its own folder and leaves nothing behind. */
export interface Bench {
  readonly name: string;
  readonly run: () => Promise<readonly Measurement[]>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The middle of so many repetitions of `work`, in milliseconds. */
export async function medianOf(times: number, work: () => unknown): Promise<number> {
  const all: number[] = [];
  for (let index = 0; index < times; index += 1) all.push(await timed(work));
  return median(all);
}
