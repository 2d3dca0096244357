import type { RunRow } from '../../src/protocol/run';

export interface PrimaryMetric {
  readonly key: string;
  readonly direction: 'max' | 'min';
}

/** The primary metric that all runs' experiments share; null when they do not, or have none. */
export function sharedPrimary(
  runs: readonly RunRow[],
  experiments: readonly { readonly id: string; readonly primaryMetric: PrimaryMetric | null }[],
): PrimaryMetric | null {
  const ids = new Set(runs.map((run) => run.experiment.id));
  const metrics = experiments.filter(({ id }) => ids.has(id)).map(({ primaryMetric }) => primaryMetric);
  const first = metrics[0] ?? null;
  const isShared = metrics.every((metric) => metric?.key === first?.key && metric?.direction === first?.direction);
  return isShared ? first : null;
}
