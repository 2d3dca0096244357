import type { ExperimentRow } from '../../protocol/rpc';
import type { JsonNumber, RunRow } from '../../protocol/run';

/** A number with 4 significant digits, as every view shows it; the full value stands in tooltips and copies. */
export function formatNumber(value: JsonNumber): string {
  if (typeof value === 'string') return value;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(3).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(4)));
}

/** `2 m 13 s`, `1 h 4 m`, `3 d 2 h`: the two largest units. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return '0 s';
  const seconds = Math.floor(ms / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** `2 m ago`, `3 h ago`, `5 d ago`; the absolute time belongs in the tooltip. */
export function formatAge(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  if (ms < 10_000) return 'now';
  const [count, unit] = formatDuration(ms).split(' ');
  return `${count} ${unit} ago`;
}

/** What stands behind a run's name in the tree: primary metric, then state and time. */
export function describeRun(run: RunRow, primary: ExperimentRow['primaryMetric'], now: number): string {
  const metric = primary && run.metrics[primary.key];
  const parts = [];
  if (primary && metric) parts.push(`${primary.key} ${formatNumber(metric.value)}`);
  if (run.children > 0) parts.push(run.children === 1 ? '1 child' : `${run.children} children`);
  parts.push(describeState(run, now));
  return parts.join(' · ');
}

function describeState(run: RunRow, now: number): string {
  switch (run.status) {
    case 'RUNNING':
      return run.startedAt ? `running ${formatDuration(now - Date.parse(run.startedAt))}` : 'running';
    case 'SCHEDULED':
      return 'scheduled';
    case 'FINISHED':
      return run.startedAt ? formatAge(run.startedAt, now) : 'finished';
    case 'FAILED':
    case 'KILLED':
    case 'LOST':
      return `${run.status.toLowerCase()}${run.startedAt ? ` · ${formatAge(run.startedAt, now)}` : ''}`;
  }
}

/** What stands behind an experiment's name: how many runs, and the primary metric with its direction. */
export function describeExperiment({ runs, primaryMetric }: ExperimentRow): string {
  const arrow = primaryMetric?.direction === 'min' ? '↓' : '↑';
  return primaryMetric ? `${runs} · ${primaryMetric.key} ${arrow}` : String(runs);
}
