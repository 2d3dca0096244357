import type { RunDocument } from '../../protocol/run';
import { defineCommand } from '../command';
import { toLine, toLines } from '../printable';
import type { Context } from '../context';
import { formatTable } from '../table';
import { formatAgo, formatDuration, formatNumber } from '../../protocol/format';
import { paintStatus } from './paintStatus';
import { resolveRun } from './resolve';

export const show = defineCommand({
  about: 'Shows a run whole. RUN is an id, a unique prefix of at least 4 characters, or @latest.',
  operands: ['RUN'],
  options: {},
  async run({ context, operands: [name] }) {
    const tracker = await context.tracker();
    const id = await resolveRun(tracker, name, context);
    const run = await tracker.ask('runs/read', { id }, { signal: context.signal });
    return context.reply(run, () => toText(run, context));
  },
});

function toText(run: RunDocument, context: Context): string {
  const { git, environment, process } = run;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Id', run.id],
    ['Experiment', toLine(run.experiment.name)],
    ['Status', paintStatus(context, run.status)],
    ['Started', run.startedAt === null ? null : `${formatAgo(run.startedAt, context.now())} (${run.startedAt})`],
    ['Duration', run.durationMs === null ? null : formatDuration(run.durationMs)],
    ['User', toLine(run.user)],
    ['Note', run.note === null ? null : toLines(run.note)],
    ['In Trash', run.deletedAt],
    ['Parent', run.parentId],
    ['Commit', git?.commit ? `${git.commit}${git.dirty === true ? ' with uncommitted changes' : ''}` : null],
    ['Branch', git?.branch ?? null],
    ['Command', process === null ? null : toLine(process.commandLine.join(' '))],
    ['Python', environment?.python ?? null],
    ['Artifacts', run.artifactUri],
  ];
  const width = Math.max(...facts.map(([title]) => title.length));
  const head = facts.flatMap(([title, text]) => (text ? [`${title.padEnd(width)}  ${text}`] : []));
  return [
    `${run.starred ? '★ ' : ''}${context.paint('bold', toLine(run.name))}`,
    ...head,
    ...section('Params', Object.entries(run.params), [
      { title: 'KEY', cell: ([key]) => key },
      { title: 'VALUE', cell: ([, value]) => value },
    ]),
    ...section('Metrics', Object.entries(run.metrics), [
      { title: 'KEY', cell: ([key]) => key },
      { title: 'LATEST', cell: ([, metric]) => formatNumber(metric.value), right: true },
      { title: 'STEP', cell: ([, metric]) => String(metric.step), right: true },
      { title: 'MIN', cell: ([, metric]) => formatNumber(metric.min), right: true },
      { title: 'MAX', cell: ([, metric]) => formatNumber(metric.max), right: true },
      { title: 'POINTS', cell: ([, metric]) => String(metric.count), right: true },
    ]),
    ...section('Tags', ownTags(run), [
      { title: 'KEY', cell: ([key]) => key },
      { title: 'VALUE', cell: ([, value]) => value },
    ]),
    ...section('Datasets', run.datasets, [
      { title: 'NAME', cell: (dataset) => dataset.name },
      { title: 'DIGEST', cell: (dataset) => dataset.digest },
      { title: 'CONTEXT', cell: (dataset) => dataset.context ?? '–' },
    ]),
  ].join('\n');
}

function section<Row>(title: string, rows: readonly Row[], columns: Parameters<typeof formatTable<Row>>[0]): string[] {
  return rows.length === 0 ? [] : ['', title, formatTable(columns, rows)];
}

/** MLflow keeps its own facts as tags; what matters of them is said above. */
function ownTags({ tags }: RunDocument): [string, string][] {
  return Object.entries(tags).filter(([key]) => !key.startsWith('mlflow.'));
}
