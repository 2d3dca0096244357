import type { RunDocument } from '../../protocol/run';
import type { TrackerClient } from '../../client';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { misuse } from '../failure';
import { readChoice } from '../values';
import { plural } from '../../protocol/format';
import { writeWhole } from '../../protocol/writeWhole';
import { toCsv, toMarkdown } from './flatten';
import { findExperiments, readSelection, selectionOptions, type Selection } from './selection';

/** Runs asked for at once: a page of whole documents stays far below what a process can hold. */
const pageSize = 5000;
const formats = ['csv', 'json', 'md', 'parquet'] as const;

const writers = { csv: toCsv, json: toJson, md: toMarkdown } as const;

export const exportRuns = defineCommand({
  about: 'Writes the selected runs, all of them unless --limit says otherwise.',
  operands: [],
  options: {
    ...selectionOptions,
    format: { type: 'string', value: 'FORMAT', help: formats.join(', ') },
    output: { type: 'string', value: 'FILE', help: 'Write to FILE; default: stdout' },
  },
  async run({ context, values }) {
    const { output } = values;
    const format = readChoice('format', values.format, formats);
    if (format === undefined) throw misuse(`Say in which format: --format ${formats.join(', ')}.`, 'runs export');
    if (output === undefined && (format === 'parquet' || (context.json && format !== 'json'))) {
      throw misuse(`${context.json ? 'With --json, ' : ''}${format} needs --output FILE.`, 'runs export');
    }
    const selection = readSelection(values);
    const tracker = await context.tracker();
    const experimentIds = await findExperiments(tracker, values.experiment, context.signal);
    const runs = await readAll(tracker, { ...selection, experimentIds }, context);
    if (output === undefined) return context.reply({ runs }, () => (format === 'parquet' ? '' : writers[format](runs)));
    const file = await write(format, runs, output, context);
    return context.reply(
      { file, format, runs: runs.length },
      () => `Wrote ${plural(runs.length, 'run')} to ${output}.`,
    );
  },
});

async function write(
  format: (typeof formats)[number],
  runs: readonly RunDocument[],
  output: string,
  context: Context,
): Promise<string> {
  if (format !== 'parquet') return writeWhole(output, writers[format](runs));
  const { writeParquet } = await import('./parquet');
  return writeParquet(runs, output, context);
}

async function readAll(tracker: TrackerClient, selection: Selection, context: Context): Promise<RunDocument[]> {
  const runs: RunDocument[] = [];
  const most = selection.limit ?? Infinity;
  let after = selection.after;
  do {
    const limit = Math.min(pageSize, most - runs.length);
    const page = await tracker.ask('runs/documents', { ...selection, limit, after }, { signal: context.signal });
    runs.push(...page.runs);
    after = page.next ?? undefined;
    if (after !== undefined) context.note(`${runs.length} of ${page.total} runs`);
  } while (after !== undefined && runs.length < most);
  return runs;
}

function toJson(runs: readonly RunDocument[]): string {
  return `${JSON.stringify({ runs }, null, 2)}\n`;
}
