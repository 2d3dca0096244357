import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../src/protocol/format';
import { checkbox, choice, iconButton, textButton } from '../shared/controls';
import type { MenuItem } from '../shared/menu';
import { queryBox } from '../shared/queryBox';
import { columnSource, columnTitle } from './columns';
import { sameLayout } from './layout';
import type { MenuTools } from './menuTools';
import { compareItem, setTag, starItem } from './menuRuns';
import { layoutColumns, shownColumns, type TableModel } from './model';
import { nothingSelected } from './selection';

const views = [
  ['active', 'Active'],
  ['deleted', 'In the Trash'],
  ['all', 'All'],
] as const;

/** What chooses the runs, and how the table shows them. */
export function tableBar(model: TableModel, tools: MenuTools): TemplateResult {
  const { state, experiments } = model;
  if (state === null) return html``;
  const { client, actions } = tools;
  const { query, onlyDiffering, bars } = state.layout;
  return html`<div class="table-bar">
    ${queryBox({
      label: 'Filter runs',
      value: query.filter,
      experiments: experiments.filter(({ lifecycle }) => lifecycle === 'active').map(({ name }) => name),
      complete: (text, caret, signal) =>
        client.ask('search/complete', { text, caret, experimentIds: query.experimentIds }, signal),
      onSearch: (filter) => actions.setQuery({ filter }),
    })}
    <div class="toolbar" role="group" aria-label="Table">
      ${choice('Group by', query.group ?? '', groupings(model), (group) =>
        actions.setQuery({ group: group === '' ? null : group }),
      )}
      ${choice('Runs', query.view, views, (view) => actions.setQuery({ view }))}
      ${checkbox('Only differing', onlyDiffering, (only) => actions.setLayout({ onlyDiffering: only }))}
      ${checkbox('Bars', bars, (shown) => actions.setLayout({ bars: shown }))}
      <span class="table-buttons">
        ${narrowedTo(model, tools)} ${menuButton('columns', 'Columns', tools)}
        ${menuButton('views', viewLabel(model), tools)} ${iconButton('export', 'Export Runs', () => exportRuns(tools))}
      </span>
    </div>
  </div>`;
}

/** A table that an experiment's menu opened says so, and leads back to all. */
function narrowedTo({ state, experiments }: TableModel, { actions }: MenuTools): unknown {
  const ids = state?.layout.query.experimentIds;
  if (ids === undefined) return nothing;
  const names = experiments.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return html`<span class="narrowed"
    ><span class="narrowed-name" title=${names.join(', ')}>${names.join(', ')}</span>${iconButton(
      'close',
      'Show all experiments',
      () => actions.setQuery({ experimentIds: undefined }),
    )}</span
  >`;
}

function menuButton(kind: 'columns' | 'views', label: string, { actions }: MenuTools): TemplateResult {
  return html`<button
    type="button"
    class="drop"
    aria-haspopup=${kind === 'views' ? 'menu' : 'dialog'}
    @click=${(event: Event) => actions.openMenu({ kind, at: event.currentTarget as Element })}
  >
    <span class="drop-label">${label}</span><span class="codicon codicon-chevron-down" aria-hidden="true"></span>
  </button>`;
}

/** The view that the table came from, and whether it has been changed since. */
function viewLabel({ state }: TableModel): string {
  const applied = state?.applied ?? null;
  if (state === null || applied === null) return 'Views';
  return sameLayout(applied.layout, state.layout) ? applied.name : `${applied.name}, changed`;
}

/** A list of hundreds is no choice: a header's menu groups by any column. */
const mostOffered = 20;

/** What runs may be grouped by here: some facts, and the first params and tags that are shown. */
function groupings(model: TableModel): readonly (readonly [string, string])[] {
  const facts = ['experiment', 'git.branch', 'git.commit', 'status', 'user'];
  const shown = layoutColumns(model)
    .map(({ column }) => column)
    .filter((column) => ['param', 'tag'].includes(columnSource(column).kind))
    .slice(0, mostOffered);
  const now = model.state?.layout.query.group ?? null;
  const all = new Set([...facts, ...shown, ...(now === null || now === 'seed' ? [] : [now])]);
  return [['', 'nothing'], ['seed', 'all but the seed'], ...[...all].map((id) => [id, columnTitle(id)] as const)];
}

/** Exports the table as it is shown; with ids these runs alone. */
function exportRuns({ client, model }: MenuTools, ids?: readonly string[]): void {
  const { state } = model();
  if (state === null) return;
  client.command({
    name: 'exportTable',
    query: { ...state.layout.query, ids: ids === undefined ? state.ids : [...ids] },
    columns: shownColumns(model()).map(({ column }) => column),
  });
}

/** What may be done with several selected runs at once. */
export function bulkBar(model: TableModel, tools: MenuTools): TemplateResult {
  const { selection, order, state } = model;
  if (selection.ids.size < 2 || state === null) return html``;
  const ids = (order?.ids ?? []).filter((id) => selection.ids.has(id));
  const items = state.layout.query.view === 'deleted' ? trashItems(ids, tools) : liveItems(ids, tools);
  return html`<div class="bulk" role="group" aria-label="Selected runs">
    <b>${formatCount(ids.length)} selected</b>
    ${items.map(({ label, icon, disabled, run }) => (disabled === true ? nothing : textButton(label, run, { icon })))}
    ${iconButton('close', 'Select nothing', () => tools.actions.select(nothingSelected))}
  </div>`;
}

function trashItems(ids: readonly string[], { actions, client }: MenuTools): readonly MenuItem[] {
  return [
    { label: 'Restore', icon: 'discard', run: () => actions.restoreRuns(ids) },
    {
      label: 'Delete Forever…',
      icon: 'trash',
      run: () => client.command({ name: 'deleteForever', ids: [...ids] }),
    },
  ];
}

function liveItems(ids: readonly string[], tools: MenuTools): readonly MenuItem[] {
  const { actions, client } = tools;
  return [
    compareItem(ids, tools),
    starItem(ids, tools),
    { label: 'Set Tag…', icon: 'tag', run: () => void setTag(ids, tools) },
    { label: 'Move…', icon: 'move', run: () => client.command({ name: 'moveRuns', ids: [...ids] }) },
    { label: 'Export…', icon: 'export', run: () => exportRuns(tools, ids) },
    { label: 'Delete', icon: 'trash', run: () => actions.deleteRuns(ids) },
  ];
}
