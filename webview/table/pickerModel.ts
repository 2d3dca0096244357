import { plural } from '../../src/protocol/format';
import { toMetricSearch } from '../shared/metricSearch';
import { columnSource, columnTitle, factTitles } from './columns';

const pickerGroups = ['Facts', 'Metrics', 'Params', 'Data', 'Git', 'Tags'] as const;
export type PickerGroup = (typeof pickerGroups)[number];

/** A column that may be chosen; `runs` null: a fact, which every run has. */
export interface PickerColumn {
  readonly column: string;
  readonly title: string;
  readonly group: PickerGroup;
  readonly runs: number | null;
}

/** A line of the picker: the head of a group, or a column with its place among the columns. */
export type PickerLine =
  | { readonly kind: 'group'; readonly group: PickerGroup; readonly count: number }
  | { readonly kind: 'column'; readonly entry: PickerColumn; readonly index: number };

const dataFacts: ReadonlySet<string> = new Set(['data']);
const gitFacts: ReadonlySet<string> = new Set(['code', 'git.commit', 'git.branch', 'git.dirty']);

function groupOf(column: string): PickerGroup {
  switch (columnSource(column).kind) {
    case 'metric':
      return 'Metrics';
    case 'param':
      return 'Params';
    case 'tag':
      return 'Tags';
    default:
      return dataFacts.has(column) ? 'Data' : gitFacts.has(column) ? 'Git' : 'Facts';
  }
}

/** All columns that may be chosen: facts, those of the runs, and shown ones that no run has, each group in its order. */
export function pickerColumns(
  used: readonly { readonly column: string; readonly runs: number }[],
  shown: readonly string[],
): readonly PickerColumn[] {
  const runs = new Map(used.map((each) => [each.column, each.runs]));
  const known = [...Object.keys(factTitles), ...runs.keys()];
  const missing = shown.filter((column) => !runs.has(column) && !Object.hasOwn(factTitles, column));
  const entries = [...known, ...missing].map((column) => ({
    column,
    title: columnTitle(column),
    group: groupOf(column),
    runs: Object.hasOwn(factTitles, column) ? null : (runs.get(column) ?? 0),
  }));
  return pickerGroups.flatMap((group) => entries.filter((entry) => entry.group === group));
}

export interface PickerFilter {
  /** Words or a regular expression; ending in `/` a prefix. */
  readonly text: string;
  /** Only columns of this set; null: all. */
  readonly only: ReadonlySet<string> | null;
}

/** The columns that a filter leaves, and how its text was read when that is not plain. */
export function filterColumns(
  columns: readonly PickerColumn[],
  { text, only }: PickerFilter,
): { readonly found: readonly PickerColumn[]; readonly note: string | null } {
  const prefix = text.trim().toLowerCase();
  const { matches, note } = prefix.endsWith('/')
    ? { matches: (title: string) => title.toLowerCase().startsWith(prefix), note: null }
    : toMetricSearch(text);
  const found = columns.filter(({ column, title }) => (only === null || only.has(column)) && matches(title));
  return { found, note };
}

/** The found columns below the heads of their groups. */
export function toLines(found: readonly PickerColumn[]): readonly PickerLine[] {
  const lines: PickerLine[] = [];
  const counts = new Map<PickerGroup, number>();
  for (const { group } of found) counts.set(group, (counts.get(group) ?? 0) + 1);
  let group: PickerGroup | null = null;
  found.forEach((entry, index) => {
    if (entry.group !== group) lines.push({ kind: 'group', group: entry.group, count: counts.get(entry.group) ?? 0 });
    group = entry.group;
    lines.push({ kind: 'column', entry, index });
  });
  return lines;
}

/** What a screen reader says of a column: the words that are seen, and the group, as a key may be a metric and a param. */
export function describeColumn({ title, group, runs }: PickerColumn): string {
  return `${title}${runs === null ? '' : ` ${plural(runs, 'run')}`}, ${group}`;
}
