import { html, nothing, type TemplateResult } from 'lit';
import { plural } from '../../src/protocol/format';
import type { MetricChoice } from '../../src/protocol/run';
import { checkbox, choice, iconButton, linkButton, searchField } from '../shared/controls';
import { toMetricSearch } from '../shared/metricSearch';
import type { ViewClient } from '../shared/rpc';
import type { CompareActions } from './actions';
import './compareTable';
import type { CompareTable as CompareTableElement } from './compareTable';
import { metricWords } from './metricWords';
import { columnsOf, visibleTable, type CompareData, type ShownRun } from './model';
import { numberField } from './numberField';
import { rememberLast } from './rememberLast';
import type { CompareState } from './state';
import { keepRows, toTsv, type CompareTable, type Group } from './table';

const metricModes = [
  ['last', 'Last'],
  ['min', 'Min'],
  ['max', 'Max'],
  ['step', 'At step'],
] as const;

interface TableContext {
  readonly intent: CompareState;
  readonly actions: CompareActions;
  readonly client: ViewClient;
}

const kept = rememberLast((table: CompareTable, everyRow: boolean, text: string) =>
  keepRows(table, { everyRow, search: toMetricSearch(text), text }),
);

/** Params, metrics and the rest side by side: runs are columns, the base first. */
export function tableView(
  data: CompareData,
  runs: readonly ShownRun[],
  { intent, actions, client }: TableContext,
): TemplateResult {
  const table = visibleTable(data.comparison, runs);
  const columns = columnsOf(data.comparison, runs);
  const { rows, equal, unmatched } = kept(table, intent.everyRow, intent.rowSearch);
  const { note } = toMetricSearch(intent.rowSearch);
  return html`<section aria-labelledby="table-title">
    <h2 id="table-title">Table</h2>
    <div class="toolbar">
      ${searchField('Search rows', intent.rowSearch, (rowSearch) => actions.choose({ rowSearch }))}
      ${metricMode(intent.metric, actions)}
      ${checkbox('Only differences', !intent.everyRow, (only) => actions.choose({ everyRow: !only }))}
      ${checkbox('Difference to base', intent.deltas, (deltas) => actions.choose({ deltas }))}
      <span title="Alt+↑ and Alt+↓ in the table">
        ${iconButton('arrow-up', 'Previous difference', () => goToDifference(-1))}
        ${iconButton('arrow-down', 'Next difference', () => goToDifference(1))}
        ${iconButton('copy', 'Copy table', () => {
          const names = columns.map((run) => run.name);
          client.command({ name: 'copy', text: toTsv(table, rows, names) });
        })}
      </span>
    </div>
    ${note === null ? nothing : html`<p class="muted small" role="status">${note}</p>`}
    ${
      rows.length === 0
        ? emptyTable({ equal, unmatched, runs: columns.length }, actions)
        : html`<compare-table
            .input=${{
              table,
              rows,
              columns,
              baseId: data.comparison.base,
              groupNames: groupNamesOf(data.metric),
              deltas: intent.deltas,
              step: 'step' in data.metric ? data.metric.step : undefined,
              openText: (title: string, text: string) => actions.openText(title, text),
            }}
          ></compare-table>`
    }
    ${
      rows.length > 0 && equal + unmatched > 0
        ? html`<p class="muted small">
            ${[equal > 0 ? `${plural(equal, 'equal row')} not shown.` : '', unmatched > 0 ? `${plural(unmatched, 'row')} do not match the search.` : ''].join(' ')}
          </p>`
        : nothing
    }
  </section>`;
}

function groupNamesOf(metric: MetricChoice): Readonly<Record<Group, string>> {
  return {
    param: 'Params',
    metric: `Metrics (${metricWords(metric)})`,
    duration: 'Duration',
    tag: 'Tags',
    git: 'Code',
    data: 'Data',
    environment: 'Environment',
  };
}

function metricMode(metric: MetricChoice, actions: CompareActions): TemplateResult {
  const mode = 'step' in metric ? 'step' : metric.show;
  return html`${choice('Metrics', mode, metricModes, (next) =>
    actions.choose({ metric: next === 'step' ? { step: actions.lastStep() } : { show: next } }),
  )}
  ${
    'step' in metric
      ? numberField('Step', metric.step, (step) => {
          if (step !== null) actions.choose({ metric: { step: Math.round(step) } });
        })
      : nothing
  }`;
}

function emptyTable(
  { equal, unmatched, runs }: { equal: number; unmatched: number; runs: number },
  actions: CompareActions,
): TemplateResult {
  if (runs === 0) return html`<p class="empty">All runs are hidden. Show one with the eye in its chip.</p>`;
  if (unmatched > 0) {
    return html`<p class="empty">
      No row matches the search. ${linkButton('Clear the search', () => actions.choose({ rowSearch: '' }))}
    </p>`;
  }
  return html`<p class="empty">
    ${runs === 1 ? 'One run alone differs from nothing' : 'These runs agree'} in all ${plural(equal, 'row')}.
    ${linkButton('Show all rows', () => actions.choose({ everyRow: true }))}
  </p>`;
}

function goToDifference(by: 1 | -1): void {
  document.querySelector<CompareTableElement>('compare-table')?.goToDifference(by);
}
