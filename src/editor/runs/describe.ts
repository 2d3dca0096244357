import { formatAgo, formatDuration, formatNumber, plural } from '../../protocol/format';
import type { ExperimentRow } from '../../protocol/rpc';
import type { RunRow } from '../../protocol/run';
import type { Staleness } from '../../protocol/staleness';

/** What stands behind a run's name in the tree: primary metric, state and time, then how its code differs from now. */
export function describeRun(
  run: RunRow,
  primary: ExperimentRow['primaryMetric'],
  now: number,
  staleness?: Staleness,
): string {
  const metric = primary && run.metrics[primary.key];
  const parts = [];
  if (run.starred) parts.push('★');
  if (primary && metric) parts.push(`${primary.key} ${formatNumber(metric.value)}`);
  if (run.children > 0) parts.push(run.children === 1 ? '1 child' : `${run.children} children`);
  parts.push(describeState(run, now));
  const changes = staleness && describeChanges(staleness);
  if (changes) parts.push(changes);
  return parts.join(' · ');
}

/** `+3 files, data`; null when nothing differs or nothing is known. */
function describeChanges({ files, data }: Staleness): string | null {
  const parts = [...(files ? [`+${plural(files, 'file')}`] : []), ...(data.length > 0 ? ['data'] : [])];
  return parts.length === 0 ? null : parts.join(', ');
}

function describeState(run: RunRow, now: number): string {
  switch (run.status) {
    case 'RUNNING':
      return run.startedAt ? `running ${formatRunning(now - Date.parse(run.startedAt))}` : 'running';
    case 'SCHEDULED':
      return 'scheduled';
    case 'FINISHED':
      return run.startedAt ? formatAgo(run.startedAt, now) : 'finished';
    case 'FAILED':
    case 'KILLED':
    case 'LOST':
      return `${run.status.toLowerCase()}${run.startedAt ? ` · ${formatAgo(run.startedAt, now)}` : ''}`;
  }
}

const longestLine = 120;

/** The first line of a Markdown note as plain text, cut where a tooltip would get too wide. */
export function firstLine(note: string): string {
  const line =
    note
      .trim()
      .split('\n', 1)[0]
      ?.replace(/^#+\s*/, '') ?? '';
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}

/** A running run's time moves in whole seconds. */
function formatRunning(ms: number): string {
  return formatDuration(Math.max(0, Math.floor(ms / 1000) * 1000))
    .replace('.0 s', ' s')
    .replace(' ms', ' s');
}

/** What stands behind an experiment's name: how many runs, and the primary metric with its direction. */
export function describeExperiment({ runs, primaryMetric }: ExperimentRow): string {
  const arrow = primaryMetric?.direction === 'min' ? '↓' : '↑';
  return primaryMetric ? `${runs} · ${primaryMetric.key} ${arrow}` : String(runs);
}
