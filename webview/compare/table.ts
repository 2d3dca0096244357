import { formatDelta, formatDuration, formatNumber } from '../../src/protocol/format';
import type { Comparison, ComparisonRow } from '../../src/protocol/run';
import type { MetricSearch } from '../shared/metricSearch';

export type Group = ComparisonRow['group'];
type Value = ComparisonRow['values'][number];

export interface TableCell {
  readonly text: string;
  /** The value in full, for copies; null where the run lacks the key. */
  readonly full: string | null;
  /** For the tooltip: the value, or its beginning, and the step it was logged at where that is not the asked one. */
  readonly title: string;
  /** More than a cell can show: to be opened on demand. */
  readonly long: boolean;
  readonly best: boolean;
  /** The difference to the base in words; null where there is none to say. */
  readonly delta: string | null;
}

export interface TableRow {
  readonly source: ComparisonRow;
  readonly differs: boolean;
  /** Among the shown runs; null where no direction is known, or the best tie. */
  readonly best: number | null;
}

/** The comparison among the shown runs alone. */
export interface CompareTable {
  /** Indexes of the shown runs in the comparison: the table's columns. */
  readonly shown: readonly number[];
  readonly rows: readonly TableRow[];
}

/** The rows among the shown runs: what differs and what is best is judged among those; the machine's metrics come last. */
export function toTable(comparison: Comparison, shown: readonly number[]): CompareTable {
  const rows = comparison.rows.map((source): TableRow => {
    const values = shown.map((index) => source.values[index] ?? null);
    return {
      source,
      differs: values.some((value) => value !== values[0]),
      best: source.direction === null ? null : bestOf(values, source.direction),
    };
  });
  return { shown, rows: rows.toSorted((one, other) => Number(isSystem(one)) - Number(isSystem(other))) };
}

/** The comparison's rows with the values of the shown runs alone. */
export function visibleRows({ rows, shown }: CompareTable): Pick<Comparison, 'rows'> {
  return {
    rows: rows.map(({ source, differs }) => ({
      ...source,
      values: shown.map((index) => source.values[index] ?? null),
      differs,
    })),
  };
}

/** What the machine did stands below what the program says; the page groups the rows. */
function isSystem({ source: { group, key } }: TableRow): boolean {
  return group === 'metric' && key.startsWith('system/');
}

export interface KeptRows {
  readonly rows: readonly TableRow[];
  /** Rows left out because the runs agree. */
  readonly equal: number;
  /** Rows left out by the search, of those that the first choice keeps. */
  readonly unmatched: number;
}

/** The rows that differ, or all, whose key matches the search or whose values contain its text. */
export function keepRows(
  { rows, shown }: CompareTable,
  { everyRow, search, text }: { everyRow: boolean; search: MetricSearch; text: string },
): KeptRows {
  const differing = everyRow ? rows : rows.filter((row) => row.differs);
  const wanted = text.trim().toLowerCase();
  const matches = ({ source }: TableRow): boolean =>
    search.matches(source.key) ||
    shown.some((index) => {
      const value = source.values[index];
      return typeof value === 'string' && value.slice(0, searchedCharacters).toLowerCase().includes(wanted);
    });
  const kept = wanted === '' ? differing : differing.filter(matches);
  return { rows: kept, equal: rows.length - differing.length, unmatched: differing.length - kept.length };
}

const searchedCharacters = 2000;

/** Index of the one best number; null where none is, or the best tie. */
export function bestOf(values: readonly Value[], direction: 'max' | 'min'): number | null {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  if (numbers.length < 2) return null;
  const best = numbers.reduce((one, other) => (direction === 'max' ? Math.max(one, other) : Math.min(one, other)));
  const at = values.indexOf(best);
  return values.lastIndexOf(best) === at ? at : null;
}

const longestText = 200;
const longestTitle = 1000;

/** One cell; `column` counts the shown runs. Made when it is drawn: a wide table has a million. */
export function cellAt({ shown }: CompareTable, { source, best }: TableRow, column: number, step?: number): TableCell {
  const index = shown[column] ?? -1;
  const value = source.values[index] ?? null;
  const delta = source.delta?.[index] ?? null;
  const text = cellText(source, value);
  const full = value === null ? null : String(value);
  const at = source.steps?.[index] ?? null;
  const note = at === null || at === step ? '' : ` (of step ${at}, the last before ${step ?? ''})`;
  return {
    text: text.length > longestText ? `${text.slice(0, longestText)}…` : text,
    full,
    title: `${cutText(full ?? '', longestTitle)}${note}`,
    long: (full?.length ?? 0) > longestText || /\n/.test(full ?? ''),
    best: best === column,
    delta: delta === null ? null : deltaText(source.group, delta),
  };
}

function cutText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

const hashes = /^[0-9a-f]{32,64}$/;

function cellText({ group, key }: ComparisonRow, value: Value): string {
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

/** Rows as tab-separated text with full values, for spreadsheets. */
export function toTsv(table: CompareTable, rows: readonly TableRow[], names: readonly string[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.map(({ source }) => [
    source.group,
    source.key,
    ...table.shown.map((index) => String(source.values[index] ?? '')),
  ]);
  return [['group', 'key', ...names], ...lines].map((line) => line.map(clean).join('\t')).join('\n');
}
