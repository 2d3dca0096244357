import { clampWidth, moveBy, type GridPosition } from '../shared/grid';
import type { TableActions } from './actions';
import { isEditable, columnWidth, tickColumn } from './columns';
import { runsOf, type TableItem } from './items';
import { shownColumns, type TableModel } from './model';
import { nothingSelected, selectRange, toggle } from './selection';

/** What a key acts on. */
export interface KeyContext {
  readonly model: TableModel;
  readonly actions: TableActions;
  /** Rows of a page. */
  readonly page: number;
  /** Opens the menu of the active header or row. */
  readonly openMenu: (at: GridPosition) => void;
}

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const resizeStep = 10;

/** Does what a key means in the table; false where it means nothing. */
export function pressKey(event: KeyPress, context: KeyContext): boolean {
  const { model } = context;
  const at = activePosition(model);
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    context.openMenu(at);
    return true;
  }
  if (event.altKey) return columnKey(event, at, context);
  if (ctrl && tableKey(event, at, context)) return true;
  if (at.row === -1 && event.key === 'Enter') {
    if (at.column !== tickColumn) context.actions.sortBy(at.column, event.shiftKey);
    return true;
  }
  return rowKey(event, at, context) || moveKey(event, at, context);
}

export function activePosition({ state, items }: Pick<TableModel, 'state' | 'items'>): GridPosition {
  const active = state?.active ?? null;
  if (active === null) return { row: items.length > 0 ? 0 : -1, column: 'name' };
  return {
    row: active.row === null ? -1 : items.findIndex(({ key }) => key === active.row),
    column: active.column,
  };
}

function columnIds(model: TableModel): readonly string[] {
  return [tickColumn, ...shownColumns(model).map(({ column }) => column)];
}

/** Alt with an arrow resizes the column, with Shift too it moves it; Alt+Enter fits it to what it shows. */
function columnKey(event: KeyPress, { column }: GridPosition, { model, actions }: KeyContext): boolean {
  const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  const columns = shownColumns(model);
  const index = columns.findIndex((shown) => shown.column === column);
  const shown = columns[index];
  if (shown === undefined) return false;
  if (event.key === 'Enter') {
    actions.fit(column);
    return true;
  }
  if (by === 0) return false;
  const grouped = model.state?.layout.query.group !== null;
  if (!event.shiftKey) {
    actions.changeColumn(column, { width: clampWidth(columnWidth(shown, grouped) + by * resizeStep) });
  } else {
    const to = columns[index + by];
    if (to !== undefined) actions.moveColumn(column, to.column);
  }
  return true;
}

/** Keys with Ctrl or Cmd that mean the whole table. */
function tableKey({ key, shiftKey }: KeyPress, at: GridPosition, { model, actions }: KeyContext): boolean {
  switch (key.toLowerCase()) {
    case 'a':
      actions.select({ ids: new Set(model.order?.ids), anchor: model.items[0]?.key ?? null });
      return true;
    case 'c':
      copy(at, model, actions);
      return true;
    case 'z':
      if (shiftKey) actions.redo();
      else actions.undo(null);
      return true;
    case 'y':
      actions.redo();
      return true;
    default:
      return false;
  }
}

function copy(at: GridPosition, model: TableModel, actions: TableActions): void {
  const ids = model.order?.ids ?? [];
  const selected = ids.filter((id) => model.selection.ids.has(id));
  if (selected.length > 0) {
    actions.copyRuns(selected);
    return;
  }
  const item = model.items[at.row];
  if (item?.kind === 'run') actions.copyCell(item.id, at.column);
  else if (item !== undefined) actions.copyRuns(runsOf(item, ids));
}

function rowKey({ key }: KeyPress, at: GridPosition, { model, actions }: KeyContext): boolean {
  if (key === 'Escape') {
    actions.select(nothingSelected);
    actions.tell(null);
    return true;
  }
  const item = model.items[at.row];
  if (item === undefined) return false;
  const rows = { items: model.items, ids: model.order?.ids ?? [] };
  switch (key) {
    case ' ':
      if (at.column === tickColumn) tickItem(item, model, actions);
      else if (at.column === 'starred' && item.kind === 'run') actions.toggleStar(item.id);
      else actions.select(toggle(rows, at.row, model.selection));
      return true;
    case 'Enter':
      if (item.kind === 'group') actions.expand(item.key, !item.expanded);
      else actions.openRun(item.id);
      return true;
    case 'F2':
      if (item.kind === 'run') actions.edit({ id: item.id, column: isEditable(at.column) ? at.column : 'name' });
      return true;
    case 'Delete':
      actions.deleteRuns(targets(item, model));
      return true;
    case 'ArrowRight':
      if (item.kind !== 'group' || item.expanded || !isFirst(at.column)) return false;
      actions.expand(item.key, true);
      return true;
    case 'ArrowLeft':
      if (item.kind !== 'group' || !item.expanded || !isFirst(at.column)) return false;
      actions.expand(item.key, false);
      return true;
    default:
      return false;
  }
}

function isFirst(column: string): boolean {
  return column === tickColumn || column === 'name';
}

/** What an action on a row is about: the selected runs where the row is one of them, else the row's own. */
export function targets(item: TableItem, { selection, order }: TableModel): readonly string[] {
  const ids = order?.ids ?? [];
  const own = runsOf(item, ids);
  return own.every((id) => selection.ids.has(id)) ? ids.filter((id) => selection.ids.has(id)) : own;
}

export function tickItem(item: TableItem, model: TableModel, actions: TableActions): void {
  const ids = targets(item, model);
  actions.tick(ids, !ids.every((id) => model.ticks.has(id)));
}

function moveKey(event: KeyPress, at: GridPosition, { model, actions, page }: KeyContext): boolean {
  const { items } = model;
  const room = { rowCount: items.length, columns: columnIds(model), page };
  const to = moveBy({ key: event.key, ctrl: event.ctrlKey || event.metaKey }, at, room);
  if (to === null) return false;
  if (event.shiftKey && to.row >= 0 && to.row !== at.row) {
    const rows = { items, ids: model.order?.ids ?? [] };
    actions.select(selectRange(rows, to.row, { anchor: model.selection.anchor, from: at.row }));
  }
  actions.activate({ row: to.row === -1 ? null : (items[to.row]?.key ?? null), column: to.column });
  return true;
}
