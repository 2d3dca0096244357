import { formatDuration, formatNumber, shortId } from '../../protocol/format';
import { toJsonNumber } from '../../protocol/run';
import { toCsvLine, toMarkdownHead, toMarkdownLine } from '../../protocol/tableText';
import type { Db } from '../../store';
import { fromStored } from '../exact';
import { mapSlices } from '../slices';
import { toText, type Stored, type TableColumn } from './columns';
import { cellReader } from './cells';

export type TextFormat = keyof typeof formats;

export interface TableCells {
  /** Row numbers in the order of the table. */
  readonly rows: readonly number[];
  readonly columns: readonly TableColumn[];
}

interface Format {
  readonly head: (columns: readonly TableColumn[]) => string;
  /** What stands between two runs. */
  readonly between: string;
  readonly line: (columns: readonly TableColumn[], values: readonly Stored[]) => string;
  readonly foot: string;
}

const formats = {
  csv: { head: (columns) => toCsvLine(columns.map(toTitle)), between: '', line: toCsv, foot: '' },
  md: { head: (columns) => toMarkdownHead(columns.map(toHeading)), between: '', line: toMarkdown, foot: '' },
  json: { head: () => '{\n  "runs": [', between: ',', line: toJson, foot: '\n  ]\n}\n' },
} as const satisfies Readonly<Record<string, Format>>;

/** A table as text, a few runs at a time. Throws when `signal` aborts. */
export async function* toTableText(
  db: Db,
  { rows, columns }: TableCells,
  { format, signal }: { readonly format: TextFormat; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const { head, between, line, foot }: Format = formats[format];
  const read = cellReader(db, columns);
  yield head(columns);
  let separator = '';
  const toLines = (slice: readonly number[]): string[] => {
    const cells = read(slice);
    // A run may have gone for good while the others were written.
    return slice.flatMap((row) => {
      const values = cells.get(row);
      return values ? [line(columns, values)] : [];
    });
  };
  for await (const lines of mapSlices(rows, signal, toLines)) {
    if (lines.length === 0) continue;
    yield separator + lines.join(between);
    separator = between;
  }
  yield foot;
}

/** The title of a column in a file for programs: that of `runs export`. */
export function toTitle({ id }: TableColumn): string {
  return titles[id] ?? id;
}

const titles: Readonly<Record<string, string>> = { started: 'startedAt', ended: 'endedAt', duration: 'durationMs' };

/** The title of a column in a table for people. */
function toHeading({ id, kind, key }: TableColumn): string {
  if (kind !== 'fact') return key;
  if (id === 'name') return 'Run';
  const word = id.replace('git.', '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function toCsv(columns: readonly TableColumn[], values: readonly Stored[]): string {
  return toCsvLine(columns.map((column, index) => textOf(column, values[index] ?? null)));
}

function textOf(column: TableColumn, value: Stored): string {
  return value === null ? '' : toText(column, value);
}

function toMarkdown(columns: readonly TableColumn[], values: readonly Stored[]): string {
  return toMarkdownLine(
    columns.map((column, index) => {
      const value = values[index] ?? null;
      if (column.id === 'duration') return formatDuration(value === null ? null : Number(value));
      if (column.kind === 'metric') return formatNumber(value === null ? null : toJsonNumber(fromStored(value)));
      const text = textOf(column, value);
      if (column.id === 'id') return shortId(text);
      return column.id === 'git.commit' ? text.slice(0, 8) : text;
    }),
  );
}

function toJson(columns: readonly TableColumn[], values: readonly Stored[]): string {
  const entries = columns.map((column, index) => [toTitle(column), toJsonValue(column, values[index] ?? null)]);
  return `\n    ${JSON.stringify(Object.fromEntries(entries), null, 2).replaceAll('\n', '\n    ')}`;
}

function toJsonValue(column: TableColumn, value: Stored): string | number | boolean | null {
  if (value === null) return null;
  switch (column.type) {
    case 'number':
      return toJsonNumber(fromStored(value));
    case 'integer':
      return Number(value);
    case 'boolean':
      return value === 1;
    default:
      return toText(column, value);
  }
}
