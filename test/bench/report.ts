import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Measurement } from './measurement';

/** The figures as rows of a table: what, figure, budget, whether it is kept, note. */
export function toRows(measurements: readonly Measurement[]): string[][] {
  return measurements.map(({ what, value, unit, budget, atLeast = false, note = '' }) => {
    const limit = budget === null ? '' : `${atLeast ? '≥' : '≤'} ${format(budget)} ${unit}`;
    const kept = budget === null ? '' : (atLeast ? value >= budget : value <= budget) ? 'kept' : 'missed';
    return [what, `${format(value)} ${unit}`, limit, kept, note];
  });
}

export const titles = ['what', 'figure', 'budget', '', 'note'];

/** The rows in columns of equal width, for a terminal. */
export function toText(rows: readonly string[][]): string {
  const widths = titles.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function toMarkdown(rows: readonly string[][]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What the figures are measured on, and how busy it is with other work: call it before the first measurement. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${memory} GB of memory, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}, load ${load} at the start`;
}

function format(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}
