import { toError } from '../../src/protocol/errors';
import type { SavedView, TableLayout, TableQuery } from '../../src/protocol/table';
import type { GridWindow } from '../shared/grid';
import type { ViewClient } from '../shared/rpc';
import type { Store } from '../shared/store';
import { fullValue } from './cells';
import { cellContext } from './content';
import { copyText } from './copy';
import { tableEdits, type Edits } from './edits';
import { toItems } from './items';
import { changeColumn, moveColumn, showColumns, withSort } from './layout';
import { layoutColumns, type TableMenu, type TableModel } from './model';
import { orderKey, tableReader } from './reader';
import type { Selection } from './selection';
import { keepActive, startState, type TableState } from './state';

/** What a person, or the panel, may do to the page. */
export interface TableActions extends Edits {
  start(): void;
  reload(): void;
  /** Other choices of the layout; a changed question is asked at once. */
  setLayout(change: Partial<TableLayout>): void;
  /** Other runs: filter, sort, grouping, experiments, Trash. */
  setQuery(change: Partial<TableLayout['query']>): void;
  /** As a click on the header: ascending, descending, not; `add` keeps the other keys. */
  sortBy(column: string, add: boolean): void;
  setSort(sort: NonNullable<TableQuery['sort']>): void;
  /** Adds columns at the end, or takes them away. */
  showColumns(columns: readonly string[], shown: boolean): void;
  moveColumn(column: string, to: string): void;
  /** As wide as what it shows. */
  fit(column: string): void;
  /** Width, pin and direction of a column. */
  changeColumn(column: string, change: Parameters<typeof changeColumn>[2]): void;
  /** Shows a saved view: its layout, under its name. */
  applyView(view: SavedView): void;
  /** The layout stays, and comes from no view any more. */
  forgetView(): void;
  /** Opens or closes a group by its key. */
  expand(key: string, open: boolean): void;
  activate(active: TableState['active']): void;
  select(selection: Selection): void;
  tick(ids: readonly string[], ticked: boolean): void;
  openRun(id: string): void;
  /** Copies rows as tab-separated text with full values; without columns those that are shown. */
  copyRuns(ids: readonly string[], columns?: readonly string[]): void;
  copyCell(id: string, column: string): void;
  copy(text: string): void;
  toggleStar(id: string): void;
  /** Puts a field into a cell; null takes it away. */
  edit(editing: TableModel['editing']): void;
  /** What the field in a cell was left with. */
  saveEdit(text: string): void;
  /** Says something in the line below the table. */
  tell(notice: TableModel['notice']): void;
  openMenu(menu: TableMenu): void;
  show(window: GridWindow): void;
  keepScroll(position: { readonly top: number; readonly left: number }): void;
}

export interface TableActionsOptions {
  readonly client: ViewClient;
  readonly store: Store<TableModel>;
  /** The width that shows a column's values whole, in CSS pixels. */
  readonly widthToFit: (column: string) => number;
  readonly openMenu: (menu: TableMenu) => void;
}

export function tableActions({ client, store, widthToFit, openMenu }: TableActionsOptions): TableActions {
  function keep(state: TableState): void {
    const asked = orderKey(store.state);
    store.set({ state });
    client.setState(state);
    if (orderKey(store.state) !== asked) void reader.readOrder();
  }

  function choose(change: Partial<TableState>): void {
    const { state } = store.state;
    if (state !== null) keep({ ...state, ...change });
  }

  function setLayout(change: Partial<TableLayout>): void {
    const { state } = store.state;
    if (state === null) return;
    choose({ layout: { ...state.layout, ...change } });
    if ('columns' in change || 'bars' in change || 'onlyDiffering' in change) reader.readAround();
  }

  function setQuery(change: Partial<TableLayout['query']>): void {
    const { state } = store.state;
    if (state === null) return;
    // Groups of another question have other keys.
    const regrouped = change.group !== undefined && change.group !== state.layout.query.group;
    const layout = { ...state.layout, query: { ...state.layout.query, ...change } };
    choose({ layout, ...(regrouped && { expanded: [] }) });
  }

  function setColumns(change: (columns: ReturnType<typeof layoutColumns>) => ReturnType<typeof layoutColumns>): void {
    setLayout({ columns: [...change(layoutColumns(store.state))] });
  }

  function expand(key: string, open: boolean): void {
    const { state, order } = store.state;
    if (state === null || order === null) return;
    const others = state.expanded.filter((other) => other !== key);
    const expanded = open ? [...others, key] : others;
    const items = toItems(order, new Set(expanded));
    choose({ expanded, active: keepActive(state.active, store.state.items, items) });
    store.set({ items });
    reader.refresh();
  }

  function edit(editing: TableModel['editing']): void {
    // What is still being read would be written over unseen.
    if (editing !== null && !store.state.rows.knows(editing.id, editing.column)) return;
    const wasEditing = store.state.editing !== null;
    store.set({ editing });
    // The order waited while a cell was edited.
    if (wasEditing && editing === null) reader.changed([]);
  }

  const reader = tableReader({ client, store, keep });
  const edits = tableEdits(client, store, (ids) => reader.changed(ids));

  return {
    ...edits,
    start() {
      client.onShow(({ intent, trusted }) => {
        const state = startState(intent, store.state.state ?? client.getState());
        const error = state === null ? new Error('The panel did not say which runs.') : null;
        store.set({ state, trusted, error });
        if (state === null) return;
        client.setState(state);
        reader.start();
      });
      client.onChanged(({ runs, all }) => reader.changed(all ? null : runs));
      client.onTicks((ids) => store.set({ ticks: new Set(ids) }));
      client.onConnection((connection) => {
        store.set({ connection });
        if (connection === 'connected' && store.state.state !== null) reader.changed(null);
      });
      window.addEventListener('focus', () => reader.spoilStaleness());
      client.ready();
    },
    reload: () => reader.start(),
    setLayout,
    setQuery,
    sortBy(column, add) {
      setQuery({ sort: withSort(store.state.state?.layout.query.sort ?? [], column, add) });
    },
    setSort: (sort) => setQuery({ sort }),
    showColumns: (ids, shown) => setColumns((columns) => showColumns(columns, ids, shown)),
    moveColumn: (column, to) => setColumns((columns) => moveColumn(columns, column, to)),
    changeColumn: (column, change) => setColumns((columns) => changeColumn(columns, column, change)),
    fit: (column) => setColumns((columns) => changeColumn(columns, column, { width: widthToFit(column) })),
    applyView(view) {
      choose({ applied: view, layout: view.layout, expanded: [] });
      reader.readAround();
    },
    forgetView: () => choose({ applied: null }),
    expand,
    activate: (active) => choose({ active }),
    select: (selection) => store.set({ selection }),
    tick: (ids, ticked) => client.command({ name: 'tick', ids: [...ids], ticked }),
    openRun: (id) => client.command({ name: 'openRun', id }),
    copyRuns: (ids, columns) => void copyRuns(ids, columns),
    copyCell(id, column) {
      const run = store.state.rows.get(id);
      if (run !== undefined) {
        client.command({ name: 'copy', text: fullValue(column, run, cellContext(store.state)) });
      }
    },
    copy: (text) => client.command({ name: 'copy', text }),
    toggleStar(id) {
      const run = store.state.rows.get(id);
      if (run === undefined) return;
      edits.change(
        [id],
        { starred: !run.starred },
        run.starred ? `Removed the star of ${run.name}` : `Starred ${run.name}`,
      );
    },
    edit,
    saveEdit(text) {
      const { editing, rows } = store.state;
      const name = rows.get(editing?.id ?? '')?.name ?? '';
      edit(null);
      if (editing !== null) edits.write(editing, text, name);
    },
    tell: (notice) => store.set({ notice }),
    openMenu,
    show: (window) => reader.show(window),
    keepScroll({ top, left }) {
      const { state } = store.state;
      if (state === null) return;
      const next = { ...state, top, left };
      store.set({ state: next });
      client.setState(next);
    },
  };

  async function copyRuns(ids: readonly string[], columns?: readonly string[]): Promise<void> {
    try {
      client.command({ name: 'copy', text: await copyText(client, store.state, { ids, columns }) });
    } catch (thrown) {
      store.set({ notice: { text: `Nothing was copied: ${toError(thrown).message}`, undo: null, failed: true } });
    }
  }
}
