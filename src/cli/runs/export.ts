import type { RunDocument } from '../../protocol/run';
import type { TrackerClient } from '../../client';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { misuse } from '../failure';
import { writeWhole } from '../writeWhole';
import { readChoice } from '../values';
import { countOf } from '../words';
import { toCsv, toMarkdown } from './flatten';
import { selectionOptions, toSelection, type Selection } from './selection';

/** Runs asked for at once: a page of whole documents stays far below what a process can hold. */
const pageSize = 5000;

export const exportRuns = defineCommand({
  about: 'Writes the selected runs, all of them unless --limit says otherwise.',
  operands: [],
  options: {
    ...selectionOptions,
    format: { type: 'string', value: 'FORMAT', help: 'csv, json or md' },
    output: { type: 'string', value: 'FILE', help: 'Write to FILE; default: stdout' },
  },
  async run({ context, values }) {
    const format = readChoice('format', values.format, ['csv', 'json', 'md'] as const);
    if (format === undefined) throw misuse('Say in which format: --format csv, json or md.', 'runs export');
    const { output } = values;
    if (context.json && output === undefined && format !== 'json') {
      throw misuse(`With --json, ${format} needs --output FILE.`, 'runs export');
    }
    const tracker = await context.tracker();
    const selection = await toSelection(tracker, values, context.signal);
    const runs = await readAll(tracker, selection, context);
    if (format === 'json' && output === undefined) return context.reply({ runs }, () => toJson(runs));
    const text = format === 'csv' ? toCsv(runs) : format === 'md' ? toMarkdown(runs) : toJson(runs);
    if (output === undefined) return context.reply(null, () => text);
    const file = await writeWhole(output, text);
    return context.reply(
      { file, format, runs: runs.length, sizeBytes: Buffer.byteLength(text) },
      () => `Wrote ${countOf(runs.length, 'run')} to ${output}.`,
    );
  },
});

async function readAll(tracker: TrackerClient, selection: Selection, context: Context): Promise<RunDocument[]> {
  const runs: RunDocument[] = [];
  const most = selection.limit ?? Infinity;
  let after = selection.after;
  do {
    const limit = Math.min(pageSize, most - runs.length);
    const page = await tracker.ask('runs/documents', { ...selection, limit, after }, { signal: context.signal });
    runs.push(...page.runs);
    after = page.next ?? undefined;
    if (after !== undefined && process.stderr.isTTY) context.note(`${runs.length} of ${page.total}`);
  } while (after !== undefined && runs.length < most);
  return runs;
}

function toJson(runs: readonly RunDocument[]): string {
  return `${JSON.stringify({ runs }, null, 2)}\n`;
}
