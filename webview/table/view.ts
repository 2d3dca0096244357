import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, plural } from '../../src/protocol/format';
import { iconButton, linkButton, textButton } from '../shared/controls';
import type { ViewClient } from '../shared/rpc';
import { connectionBar, problem, skeleton } from '../shared/status';
import type { TableActions } from './actions';
import { bulkBar, tableBar } from './menuBar';
import type { TableModel } from './model';
import { plainLayout } from './state';
import type { TableGrid } from './tableGrid';

export interface TableTools {
  readonly actions: TableActions;
  readonly client: ViewClient;
  readonly grid: TableGrid;
}

/** The whole page: what chooses the runs, the grid, and a line about them. */
export function tableView(model: TableModel, { actions, client, grid }: TableTools): TemplateResult {
  const { order, error } = model;
  const menuTools = { actions, client, model: () => model };
  const isEmpty = order !== null && model.items.length === 0;
  const showsGrid = order !== null && !isEmpty;
  return html`<main class="table-page">
    <h1 class="visually-hidden">Runs</h1>
    ${connectionBar(model.connection, client)} ${tableBar(model, menuTools)}
    ${error === null ? nothing : problem('The runs cannot be read.', error, client, () => actions.reload())}
    ${order === null && error === null ? skeleton(12, 'Reading the runs') : nothing}
    ${isEmpty ? emptyView(model, actions) : nothing}
    <div class="grid-place ${model.reading ? 'reading' : ''}" ?hidden=${!showsGrid}>${grid.grid.element}</div>
    ${bulkBar(model, menuTools)} ${order === null ? nothing : statusLine(model, actions)}
  </main>`;
}

function emptyView({ state }: TableModel, actions: TableActions): TemplateResult {
  const { filter, view, experimentIds } = state?.layout.query ?? plainLayout.query;
  const all = { filter: '', experimentIds: undefined };
  if (filter.trim() !== '') {
    return html`<p class="empty" role="status">
      No run matches the filter. ${linkButton('Clear the filter', () => actions.setQuery({ filter: '' }))}
    </p>`;
  }
  if (view === 'deleted') {
    return html`<p class="empty" role="status">
      The Trash is empty. ${linkButton('Show the runs', () => actions.setQuery({ view: 'active' }))}
    </p>`;
  }
  if (experimentIds !== undefined) {
    return html`<p class="empty" role="status">
      This experiment has no runs. ${linkButton('Show all experiments', () => actions.setQuery(all))}
    </p>`;
  }
  return html`<p class="empty" role="status">
    No runs yet. Run a Python script that logs with mlflow in a terminal of this window, and it appears here while it
    trains.
  </p>`;
}

function statusLine({ order, notice }: TableModel, actions: TableActions): TemplateResult {
  const total = order?.total ?? 0;
  const shown = order?.ids.length ?? 0;
  const counts = [
    shown < total
      ? `First ${formatCount(shown)} of ${plural(total, 'run')}: filter to see others`
      : plural(total, 'run'),
    ...(order?.groups ? [plural(order.groups.length, 'group')] : []),
  ];
  const undo = notice?.undo ?? null;
  return html`<div class="status-line small">
    <span class="muted">${total === 0 ? '' : counts.join(', ')}</span>
    <span role="status" class=${notice?.failed ? 'failed' : ''}>${notice?.text ?? ''}</span>
    ${undo === null ? nothing : textButton('Undo', () => leaveButton(() => actions.undo(undo)))}
    ${notice === null ? nothing : iconButton('close', 'Dismiss', () => leaveButton(() => actions.tell(null)))}
  </div>`;
}

/** The button goes with its notice: the keyboard is back in the table before that, not lost. */
function leaveButton(act: () => void): void {
  document.querySelector<HTMLElement>('[role=grid]')?.focus();
  act();
}
