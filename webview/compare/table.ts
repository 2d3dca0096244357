import type { Comparison, ComparisonRow } from '../../src/protocol/run';
import { formatDelta, formatDuration, formatNumber } from '../../src/protocol/format';

export type Group = ComparisonRow['group'];

export interface TableCell {
  readonly text: string;
  /** The value in full, for the tooltip and copies; null where the run lacks the key. */
  readonly full: string | null;
  readonly best: boolean;
  /** The difference to the base in words; null where there is none to say. */
  readonly delta: string | null;
}

export interface TableRow {
  readonly group: Group;
  readonly key: string;
  readonly differs: boolean;
  readonly numeric: boolean;
  readonly cells: readonly TableCell[];
}

export interface CompareTable {
  readonly rows: readonly TableRow[];
  /** Rows left out because the runs agree. */
  readonly equal: number;
}

export interface TableChoice {
  /** Indexes of the runs that are shown. */
  readonly shown: readonly number[];
  readonly everyRow: boolean;
  readonly deltas: boolean;
}

/** The rows of the comparison for the shown runs; what differs and what is best is judged among those alone. */
export function toTable(comparison: Comparison, { shown, everyRow, deltas }: TableChoice): CompareTable {
  const rows = comparison.rows.map((row) => toRow(row, shown, deltas));
  const kept = rows
    .filter((row) => everyRow || row.differs)
    .toSorted((one, other) => Number(isSystem(one)) - Number(isSystem(other)));
  return { rows: kept, equal: rows.length - kept.length };
}

/** What the machine did stands below what the program says; the page groups the rows. */
function isSystem({ group, key }: TableRow): boolean {
  return group === 'metric' && key.startsWith('system/');
}

function toRow(row: ComparisonRow, shown: readonly number[], deltas: boolean): TableRow {
  const values = shown.map((index) => row.values[index] ?? null);
  const best = row.direction === null ? null : bestOf(values, row.direction);
  return {
    group: row.group,
    key: row.key,
    differs: new Set(values).size > 1,
    numeric: row.group === 'metric' || row.group === 'duration',
    cells: shown.map((index, column) => {
      const value = row.values[index] ?? null;
      const delta = row.delta?.[index] ?? null;
      return {
        text: cellText(row, value),
        full: value === null ? null : String(value),
        best: best === column,
        delta: deltas && delta !== null ? deltaText(row.group, delta) : null,
      };
    }),
  };
}

/** Index of the one best number; null where none is, or the best tie. */
export function bestOf(values: readonly (string | number | null)[], direction: 'max' | 'min'): number | null {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  if (numbers.length < 2) return null;
  const best = direction === 'max' ? Math.max(...numbers) : Math.min(...numbers);
  const at = values.indexOf(best);
  return values.lastIndexOf(best) === at ? at : null;
}

const hashes = /^[0-9a-f]{32,64}$/;

function cellText({ group, key }: ComparisonRow, value: string | number | null): string {
  if (value === null) return '–';
  if (group === 'git' && (key === 'commit' || key === 'tree')) return String(value).slice(0, 7);
  if (group === 'data' && hashes.test(String(value))) return String(value).slice(0, 12);
  if (typeof value === 'number') return group === 'duration' ? formatDuration(value) : formatNumber(value);
  return value;
}

function deltaText(group: Group, delta: number): string {
  if (group !== 'duration') return formatDelta(delta);
  return delta === 0 ? '±0' : `${delta > 0 ? '+' : '−'}${formatDuration(Math.abs(delta))}`;
}

/** The table as tab-separated text with full values, for spreadsheets. */
export function toTsv({ rows }: CompareTable, names: readonly string[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.map((row) => [row.group, row.key, ...row.cells.map((cell) => cell.full ?? '')]);
  return [['group', 'key', ...names], ...lines].map((line) => line.map(clean).join('\t')).join('\n');
}
