import { toLine } from './printable';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** Colours a padded cell, which must keep its width. */
  readonly paint?: (row: Row, text: string) => string;
}

/** Characters of a cell; what is longer is cut. */
export const longestCell = 60;

/** Rows under a line of titles, columns aligned, two spaces between them. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const laid = columns.map(({ title: given, cell, right = false, paint = (_row: Row, text: string) => text }) => {
    const title = toCell(given);
    const cells = rows.map((row) => toCell(cell(row)));
    const width = Math.max(title.length, ...cells.map((text) => text.length));
    const pad = (text: string): string => (right ? text.padStart(width) : text.padEnd(width));
    return { title: pad(title), cells: rows.map((row, index) => paint(row, pad(cells[index] ?? ''))) };
  });
  const lines = [laid.map(({ title }) => title), ...rows.map((_row, index) => laid.map(({ cells }) => cells[index]))];
  return lines.map((line) => line.join('  ').trimEnd()).join('\n');
}

/** One line of limited length. */
function toCell(text: string): string {
  const line = toLine(text);
  return line.length > longestCell ? `${line.slice(0, longestCell - 1)}…` : line;
}
