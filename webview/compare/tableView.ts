import { html, nothing, type TemplateResult } from 'lit';
import { runSwatch } from '../shared/colour';
import { checkbox, iconButton, linkButton, textButton } from '../shared/controls';
import { plural } from '../../src/protocol/format';
import type { ViewClient } from '../shared/rpc';
import type { CompareActions } from './actions';
import { shownIndexes, type CompareData, type ShownRun } from './model';
import type { CompareState } from './state';
import { toTable, toTsv, type CompareTable, type Group, type TableCell, type TableRow } from './table';

const groupNames: Readonly<Record<Group, string>> = {
  param: 'Parameters',
  metric: 'Metrics (last value)',
  duration: 'Duration',
  tag: 'Tags',
  git: 'Code',
  data: 'Data',
  environment: 'Environment',
};
const groups = Object.keys(groupNames) as readonly Group[];

/** More rows than this are drawn on demand: a run can have thousands of metrics, and packages by the hundred. */
const mostRowsOfGroup = 200;
const unfolded = new Set<Group>();

interface TableContext {
  readonly intent: CompareState;
  readonly actions: CompareActions;
  readonly client: ViewClient;
}

/** Parameters, metrics and the rest side by side: runs are columns, the base first. */
export function tableView(
  data: CompareData,
  runs: readonly ShownRun[],
  { intent, actions, client }: TableContext,
): TemplateResult {
  const shown = shownIndexes(data.comparison, runs);
  const columns = runs.filter((run) => !run.hidden && data.comparison.runs.some(({ id }) => id === run.id));
  const table = toTable(data.comparison, { shown, everyRow: intent.everyRow, deltas: intent.deltas });
  return html`<section aria-labelledby="table-title">
    <h2 id="table-title">Table</h2>
    <div class="toolbar">
      ${checkbox('Only differences', !intent.everyRow, (only) => actions.choose({ everyRow: !only }))}
      ${checkbox('Difference to base', intent.deltas, (deltas) => actions.choose({ deltas }))}
      <span>
        ${iconButton('arrow-up', 'Previous difference', () => goToDifference(-1))}
        ${iconButton('arrow-down', 'Next difference', () => goToDifference(1))}
        ${iconButton('copy', 'Copy table', () => {
          const names = columns.map((run) => run.name);
          client.command({ name: 'copy', text: toTsv(table, names) });
        })}
      </span>
    </div>
    ${
      table.rows.length === 0
        ? html`<p class="empty">
            These runs agree in all ${plural(table.equal, 'row')}.
            ${linkButton('Show all rows', () => actions.choose({ everyRow: true }))}
          </p>`
        : tableOf(table, columns)
    }
    ${
      table.equal > 0 && table.rows.length > 0
        ? html`<p class="muted small">${plural(table.equal, 'equal row')} not shown.</p>`
        : nothing
    }
  </section>`;
}

function tableOf({ rows }: CompareTable, columns: readonly ShownRun[]): TemplateResult {
  return html`<div class="scroll compare-table" tabindex="0" role="region" aria-label="Comparison table">
    <table>
      <thead>
        <tr>
          <th scope="col">Key</th>
          ${columns.map(
            (run, index) =>
              html`<th scope="col">
                ${runSwatch(run.colour)}
                <span class="run-name" title=${run.name}>${run.name}</span
                >${index === 0 ? html` <span class="base">Base</span>` : nothing}
              </th>`,
          )}
        </tr>
      </thead>
      ${groups.map((group) => groupOf(group, rows, columns.length))}
    </table>
  </div>`;
}

function groupOf(group: Group, all: readonly TableRow[], columns: number): TemplateResult | typeof nothing {
  const rows = all.filter((row) => row.group === group);
  if (rows.length === 0) return nothing;
  const drawn = unfolded.has(group) ? rows : rows.slice(0, mostRowsOfGroup);
  return html`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan=${columns + 1}>${groupNames[group]}</th>
    </tr>
    ${drawn.map(rowOf)}
    ${
      drawn.length === rows.length
        ? nothing
        : html`<tr>
            <td colspan=${columns + 1}>
              ${textButton(`Show ${rows.length - drawn.length} more`, (event) => showRest(event, group))}
            </td>
          </tr>`
    }
  </tbody>`;
}

/** The rest is drawn by the page's next drawing, which this asks for. */
function showRest(event: Event, group: Group): void {
  unfolded.add(group);
  event.target?.dispatchEvent(new CustomEvent('redraw', { bubbles: true }));
}

function rowOf(row: TableRow): TemplateResult {
  return html`<tr class=${row.differs ? 'differs' : ''} tabindex=${row.differs ? '-1' : nothing}>
    <th scope="row" title=${row.key}>${row.key}</th>
    ${row.cells.map((cell) => cellOf(cell, row.numeric))}
  </tr>`;
}

function cellOf({ text, full, best, delta }: TableCell, numeric: boolean): TemplateResult {
  if (full === null) {
    return html`<td class="missing ${numeric ? 'number' : ''}">
      <span aria-hidden="true">–</span><span class="visually-hidden">not recorded</span>
    </td>`;
  }
  return html`<td class="${numeric ? 'number' : ''} ${best ? 'best' : ''}" title=${full}>
    <span class="value">${text}</span>
    ${best ? html`<span class="best-mark"><span class="codicon codicon-star-full" aria-hidden="true"></span> best</span>` : nothing}
    ${delta === null ? nothing : html`<span class="delta muted">${delta}</span>`}
  </td>`;
}

/** Focuses the next row that differs, round and round. */
function goToDifference(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.compare-table tr.differs')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length;
  rows[next]?.focus();
}
