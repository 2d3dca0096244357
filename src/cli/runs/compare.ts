import type { Comparison, ComparisonRow } from '../../protocol/run';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { formatTable, longestCell, type Column } from '../table';
import { formatDuration, formatNumber } from '../../protocol/format';
import { resolveRun, resolveRuns } from './resolve';

export const compare = defineCommand({
  about: 'Compares runs side by side; differences are to the base, which is the first run unless --base names another.',
  operands: ['RUN', 'RUN…'],
  options: {
    base: { type: 'string', value: 'RUN', help: 'The run that the others are compared with' },
    differences: { type: 'boolean', help: 'Only rows that differ' },
  },
  async run({ context, operands, values }) {
    const tracker = await context.tracker();
    const ids = await resolveRuns(tracker, operands, context);
    const base = values.base === undefined ? undefined : await resolveRun(tracker, values.base, context);
    const comparison = await tracker.ask('runs/compare', { ids, base }, { signal: context.signal });
    const rows = values.differences === true ? comparison.rows.filter((row) => row.differs) : comparison.rows;
    const document = { ...comparison, rows };
    return context.reply(document, () => (rows.length === 0 ? 'No differences.' : toTable(document, context)));
  },
});

function toTable({ runs, rows }: Comparison, context: Context): string {
  const columns: Column<ComparisonRow>[] = [
    { title: '', cell: (row) => (row.differs ? '≠' : '') },
    { title: 'GROUP', cell: (row) => row.group },
    { title: 'KEY', cell: (row) => row.key },
    ...runs.map(({ name }, index) => ({
      title: name,
      cell: (row: ComparisonRow) => toCell(row, index),
      right: true,
      paint: (row: ComparisonRow, text: string) => (row.best === index ? context.paint('green', text) : text),
    })),
  ];
  return formatTable(columns, rows);
}

function toCell(row: ComparisonRow, index: number): string {
  const value = row.values[index] ?? null;
  const best = row.best === index ? ' *' : '';
  if (typeof value === 'number') {
    return `${row.group === 'duration' ? formatDuration(value) : formatNumber(value)}${best}`;
  }
  const start = hiddenStart(row);
  const shown = value === null ? '–' : start === 0 ? value : `…${value.slice(start)}`;
  return `${shown}${best}`;
}

const keptStart = 8;

/** How many characters to leave out at the start, so that a long cell is not cut before the values differ. */
function hiddenStart({ values, differs }: ComparisonRow): number {
  const texts = values.filter((value) => typeof value === 'string');
  const [first = ''] = texts;
  if (!differs || new Set(texts).size < 2 || texts.every((text) => text.length <= longestCell)) return 0;
  let same = 0;
  while (same < first.length && texts.every((text) => text[same] === first[same])) same++;
  return Math.max(0, same - keptStart);
}
