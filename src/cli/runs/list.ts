import type { RunDocument } from '../../protocol/run';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { formatTable, type Column } from '../table';
import { plural, formatAgo, formatDuration, formatNumber, shortId } from '../../protocol/format';
import { paintStatus } from './paintStatus';
import { findExperiments, readSelection, selectionOptions } from './selection';

const mostMetrics = 4;

export const list = defineCommand({
  about: 'Lists runs, newest first unless sorted otherwise.',
  operands: [],
  options: selectionOptions,
  async run({ context, values }) {
    const selection = readSelection(values);
    const tracker = await context.tracker();
    const { signal } = context;
    const experimentIds = await findExperiments(tracker, values.experiment, signal);
    const page = await tracker.ask('runs/documents', { ...selection, experimentIds }, { signal });
    if (!context.json && page.next !== null) {
      context.note(`${page.runs.length} of ${plural(page.total, 'run')}; go on with --after ${page.next}`);
    }
    return context.reply(page, () => (page.runs.length === 0 ? 'No runs.' : toTable(page.runs, context)));
  },
});

function toTable(runs: readonly RunDocument[], context: Context): string {
  const columns: Column<RunDocument>[] = [
    { title: 'ID', cell: (run) => shortId(run.id) },
    { title: 'NAME', cell: (run) => (run.starred ? `★ ${run.name}` : run.name) },
    { title: 'EXPERIMENT', cell: (run) => run.experiment.name },
    { title: 'STATUS', cell: (run) => run.status, paint: (run, text) => paintStatus(context, run.status, text) },
    { title: 'STARTED', cell: (run) => formatAgo(run.startedAt, context.now()) },
    { title: 'DURATION', cell: (run) => formatDuration(run.durationMs), right: true },
    ...commonMetrics(runs).map((key) => ({
      title: key,
      cell: (run: RunDocument) => formatNumber(run.metrics[key]?.value),
      right: true,
    })),
  ];
  return formatTable(columns, runs);
}

/** The metrics that most of the runs have; figures of the machine are no results. */
function commonMetrics(runs: readonly RunDocument[]): string[] {
  const counts = new Map<string, number>();
  for (const key of runs.flatMap((run) => Object.keys(run.metrics))) {
    if (!key.startsWith('system/')) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostMetrics)
    .map(([key]) => key);
}
