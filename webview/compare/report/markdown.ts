import { plural } from '../../../src/protocol/format';
import { cellAt, type CompareTable, type TableRow } from '../table';

export interface ReportPicture {
  readonly metric: string;
  /** A path beside the file, or a data URI; null: left out, and named. */
  readonly source: string | null;
}

export interface Report {
  /** In the order of the table's columns. */
  readonly runs: readonly { readonly name: string; readonly isBase: boolean }[];
  readonly facts: readonly string[];
  readonly table: CompareTable;
  /** Which value the metrics show: `last value`. */
  readonly metricWords: string;
  readonly step?: number;
  readonly pictures: readonly ReportPicture[];
  /** What the pictures leave out, in a sentence; null when nothing. */
  readonly note: string | null;
}

/** Rows of a pull request's table: params and metrics in which the runs differ. */
function reportRows({ rows }: CompareTable): readonly TableRow[] {
  return rows.filter(
    ({ differs, source: { group, key } }) =>
      differs && (group === 'param' || (group === 'metric' && !key.startsWith('system/'))),
  );
}

/**
 * The comparison as GitHub-flavoured Markdown: its facts, a table of what differs with the best marked and differences to the
 * base, and its charts. Equal input gives equal bytes; no text of a run is read as Markdown or HTML.
 */
export function toMarkdown(report: Report): string {
  const { runs, facts, table, metricWords, pictures, note } = report;
  const rows = reportRows(table);
  const groups = (['param', 'metric'] as const).map((group) => rows.filter(({ source }) => source.group === group));
  const [params = [], metrics = []] = groups;
  const blank = runs.map(() => '').join(' | ');
  const lines = [
    `### Comparison of ${plural(runs.length, 'run')}`,
    '',
    ...facts.map((fact) => `- ${escapeMarkdown(fact)}`),
    '',
    ...(rows.length === 0
      ? ['No parameter and no metric differs.']
      : [
          `| | ${runs.map(({ name, isBase }) => `${escapeMarkdown(name)}${isBase ? ' (base)' : ''}`).join(' | ')} |`,
          `| --- | ${runs.map(() => '---').join(' | ')} |`,
          ...(params.length === 0 ? [] : [`| **Params** | ${blank} |`]),
          ...params.map((row) => rowLine(row, report)),
          ...(metrics.length === 0 ? [] : [`| **Metrics (${metricWords})** | ${blank} |`]),
          ...metrics.map((row) => rowLine(row, report)),
        ]),
    ...pictures.flatMap(({ metric, source }) =>
      source === null ? [] : ['', `![${escapeMarkdown(metric)}](${source})`],
    ),
    ...(note === null ? [] : ['', `_${escapeMarkdown(note)}_`]),
    '',
  ];
  return lines.join('\n');
}

function rowLine(row: TableRow, { runs, table, step }: Report): string {
  const cells = runs.map((run, column) => {
    const { text, full, best, delta } = cellAt(table, row, column, step);
    if (full === null) return '–';
    const value = escapeMarkdown(text);
    const change = delta === null || run.isBase ? '' : ` (${escapeMarkdown(delta)})`;
    return `${best ? `**${value}** ★` : value}${change}`;
  });
  return `| ${escapeMarkdown(row.source.key)} | ${cells.join(' | ')} |`;
}

const longest = 120;

/** Text that stays text in a cell of a GitHub-flavoured table: one line, nothing in it marks, links, mentions or embeds. */
export function escapeMarkdown(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const cut = line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
  return cut
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~#!]/g, '\\$&')
    .replace(/@/g, '@<!-- -->');
}

/** A file name for the picture of a metric: letters, digits and dashes; those before it are not taken again. */
export function pictureName(metric: string, taken: ReadonlySet<string>): string {
  const slug =
    metric
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'metric';
  for (let count = 1; ; count++) {
    const name = `comparison-${slug}${count === 1 ? '' : `-${count}`}.svg`;
    if (!taken.has(name)) return name;
  }
}

/** SVG as a data URI that Markdown takes as a link's target. */
export function dataUri(svg: string): string {
  const bytes = new TextEncoder().encode(svg);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/svg+xml;base64,${btoa(binary)}`;
}
