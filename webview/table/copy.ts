import type { RunRow } from '../../src/protocol/run';
import type { ViewClient } from '../shared/rpc';
import { fullValue } from './cells';
import { columnTitle } from './columns';
import { cellContext } from './content';
import { shownColumns, type TableModel } from './model';
import { includeOf } from './rowReader';

/** Rows of a question, so that no message is too large. */
const chunk = 500;

/** Runs as tab-separated text with a line of titles; rows that are not at hand are read. */
export async function copyText(
  client: ViewClient,
  model: TableModel,
  {
    ids,
    columns = shownColumns(model).map(({ column }) => column),
  }: { ids: readonly string[]; columns?: readonly string[] },
): Promise<string> {
  const context = cellContext(model);
  const lines = [columns.map((column) => clean(columnTitle(column))).join('\t')];
  for (let start = 0; start < ids.length; start += chunk) {
    const part = ids.slice(start, start + chunk);
    const read = await client.ask('runs/rows', { ids: [...part], include: includeOf(columns), skipMissing: true });
    const rows = new Map<string, RunRow>(read.map((row) => [row.id, row]));
    for (const id of part) {
      const row = rows.get(id);
      if (row !== undefined) lines.push(columns.map((column) => clean(fullValue(column, row, context))).join('\t'));
    }
  }
  return lines.join('\n');
}

/** A tab or a line break within a value would be taken for the next cell or row. */
function clean(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
