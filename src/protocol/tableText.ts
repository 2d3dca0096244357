/** A line of CSV (RFC 4180) with its line end. */
export function toCsvLine(cells: readonly string[]): string {
  return `${cells.map(toCsvCell).join(',')}\r\n`;
}

/** The title line of a Markdown table and the rule below it. */
export function toMarkdownHead(titles: readonly string[]): string {
  return `${toMarkdownLine(titles)}| ${titles.map(() => '---').join(' | ')} |\n`;
}

/** A row of a Markdown table, in which no cell is taken for markup. */
export function toMarkdownLine(cells: readonly string[]): string {
  return `| ${cells.map(toMarkdownCell).join(' | ')} |\n`;
}

function toCsvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toMarkdownCell(text: string): string {
  return text.replace(/[\\|<>`*_]/g, '\\$&').replace(/\s*[\r\n]\s*/g, ' ');
}
