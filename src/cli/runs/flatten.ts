import type { RunDocument } from '../../protocol/run';
import { formatDuration, formatNumber, shortId } from '../../protocol/format';
import { toCsvLine, toMarkdownHead, toMarkdownLine } from '../../protocol/tableText';

interface Field {
  readonly title: string;
  readonly read: (run: RunDocument) => string;
}

const facts: readonly Field[] = [
  { title: 'id', read: (run) => run.id },
  { title: 'name', read: (run) => run.name },
  { title: 'experiment', read: (run) => run.experiment.name },
  { title: 'status', read: (run) => run.status },
  { title: 'startedAt', read: (run) => run.startedAt ?? '' },
  { title: 'endedAt', read: (run) => run.endedAt ?? '' },
  { title: 'durationMs', read: (run) => String(run.durationMs ?? '') },
  { title: 'user', read: (run) => run.user },
  { title: 'note', read: (run) => run.note ?? '' },
  { title: 'starred', read: (run) => String(run.starred) },
  { title: 'git.commit', read: (run) => run.git?.commit ?? '' },
  { title: 'git.branch', read: (run) => run.git?.branch ?? '' },
  { title: 'git.dirty', read: (run) => String(run.git?.dirty ?? '') },
];

/** Runs as CSV (RFC 4180) with one column a fact, param, metric (latest value, in full) and tag. */
export function toCsv(runs: readonly RunDocument[]): string {
  const fields: readonly Field[] = [
    ...facts,
    ...keysOf(runs, 'params').map((key) => ({
      title: `params.${key}`,
      read: (run: RunDocument) => run.params[key] ?? '',
    })),
    ...keysOf(runs, 'metrics').map((key) => ({
      title: `metrics.${key}`,
      read: (run: RunDocument) => String(run.metrics[key]?.value ?? ''),
    })),
    ...keysOf(runs, 'tags').map((key) => ({ title: `tags.${key}`, read: (run: RunDocument) => run.tags[key] ?? '' })),
  ];
  const lines = [fields.map(({ title }) => title), ...runs.map((run) => fields.map(({ read }) => read(run)))];
  return lines.map(toCsvLine).join('');
}

/** Runs as a Markdown table for a report: rounded metrics, params, and no tags. */
export function toMarkdown(runs: readonly RunDocument[]): string {
  const fields: readonly Field[] = [
    { title: 'Run', read: (run) => run.name },
    { title: 'Id', read: (run) => shortId(run.id) },
    { title: 'Experiment', read: (run) => run.experiment.name },
    { title: 'Status', read: (run) => run.status },
    { title: 'Started', read: (run) => run.startedAt ?? '' },
    { title: 'Duration', read: (run) => formatDuration(run.durationMs) },
    { title: 'Commit', read: (run) => run.git?.commit?.slice(0, 8) ?? '' },
    ...keysOf(runs, 'metrics')
      .filter((key) => !key.startsWith('system/'))
      .map((key) => ({ title: key, read: (run: RunDocument) => formatNumber(run.metrics[key]?.value) })),
    ...keysOf(runs, 'params').map((key) => ({ title: key, read: (run: RunDocument) => run.params[key] ?? '' })),
  ];
  const head = toMarkdownHead(fields.map(({ title }) => title));
  return [head, ...runs.map((run) => toMarkdownLine(fields.map(({ read }) => read(run))))].join('');
}

/** All keys that any of the runs has, sorted. */
export function keysOf(runs: readonly RunDocument[], group: 'params' | 'metrics' | 'tags'): string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(run[group])))].sort();
}
