import { columnTitle, isEditable, tickColumn } from './columns';
import {
  DataGrid,
  widthToFit,
  type GridContent,
  type GridEvents,
  type GridHit,
  type GridPosition,
} from '../shared/grid';
import type { TableActions } from './actions';
import { gridContent } from './content';
import { createEditor } from './editor';
import { activePosition, pressKey, targets, tickItem } from './keys';
import type { TableItem } from './items';
import { startModel, type TableModel } from './model';
import { selectOnly, selectRange, toggle } from './selection';

const scrollMs = 200;

/** Joins the page's model to the grid: what it draws, and what a person does to it. */
export class TableGrid {
  readonly grid: DataGrid;
  private items: readonly TableItem[] = [];
  private orderOf = '';
  /** The active cell that was last brought into sight. */
  private followed: string | null = null;
  private editor: { readonly of: TableModel['editing']; readonly element: HTMLElement } | null = null;
  private content: GridContent;
  private scrolled = 0;
  private mounted = false;

  constructor(
    private readonly model: () => TableModel,
    private readonly actions: () => TableActions,
  ) {
    this.content = gridContent(startModel(), null);
    this.grid = new DataGrid(this.content, this.events());
  }

  draw(model: TableModel): void {
    const { grid } = this;
    if (!this.mounted) {
      this.mounted = true;
      grid.mount();
    }
    this.chooseEditor(model);
    const moved = this.movedRows(model);
    const isFirst = this.orderOf === '' && model.orderOf !== '';
    this.items = model.items;
    this.orderOf = model.orderOf;
    this.content = gridContent(model, this.editor?.element ?? null);
    grid.update(this.content);
    if (isFirst && model.state !== null) grid.scrollTo(model.state);
    else if (moved === null) grid.scrollTo({ top: 0, left: grid.element.scrollLeft });
    else if (moved !== 0) grid.shift(moved);
    this.follow(model);
    if (this.editor !== null && document.activeElement !== this.editor.element) this.editor.element.focus();
  }

  /** How many rows the first one in sight has moved by; null: the table is another one and starts at its top. */
  private movedRows({ items, orderOf }: TableModel): number | null {
    if (orderOf !== this.orderOf) return null;
    const { first } = this.grid.page;
    const key = this.items[first]?.key;
    // At the very top newer runs may come in.
    if (items === this.items || first === 0 || key === undefined) return 0;
    const now = items.findIndex((item) => item.key === key);
    return now === -1 ? 0 : now - first;
  }

  /** Brings the active cell into sight when a person has moved it, not when rows move below it. */
  private follow({ state }: TableModel): void {
    const now = JSON.stringify(state?.active ?? null);
    if (this.followed !== null && now !== this.followed && this.content.active) this.grid.reveal(this.content.active);
    if (this.orderOf !== '') this.followed = now;
  }

  private chooseEditor({ editing, rows }: TableModel): void {
    if (editing === (this.editor?.of ?? null)) return;
    const hadFocus = this.editor !== null;
    this.editor = null;
    if (editing === null) {
      if (hadFocus) this.grid.focus();
      return;
    }
    const { id, column } = editing;
    const run = rows.get(id);
    const actions = this.actions();
    const value =
      column === 'name' ? run?.name : column === 'note' ? run?.note : run?.tags[column.slice('tags.'.length)];
    const element = createEditor({
      label: `${columnTitle(column)} of ${run?.name ?? id}`,
      value: value ?? '',
      multiline: column !== 'name',
      onSave: (text) => actions.saveEdit(text),
      onCancel: () => actions.edit(null),
    });
    this.editor = { of: editing, element };
  }

  private events(): GridEvents {
    return {
      onWindow: (window) => this.actions().show(window),
      onScroll: (position) => {
        clearTimeout(this.scrolled);
        this.scrolled = window.setTimeout(() => this.actions().keepScroll(position), scrollMs);
      },
      onKey: (event) => {
        const done = pressKey(event, {
          model: this.model(),
          actions: this.actions(),
          page: this.grid.page.rows,
          openMenu: (at) => this.openMenu(at),
        });
        if (!done) return;
        event.preventDefault();
        // Else VS Code would do its own with the key.
        event.stopPropagation();
      },
      onClick: (hit, event) => this.click(hit, event),
      onOpen: (hit) => this.open(hit),
      onMenu: (hit, event) => {
        event.preventDefault();
        this.activate(hit);
        this.openMenu(hit, { x: event.clientX, y: event.clientY });
      },
      onFocus: () => {
        const { state } = this.model();
        if (state !== null && state.active === null) this.activate(activePosition(this.model()));
      },
      onHeaderClick: (column, event) => {
        // A header can be dragged, so the browser does not give the focus on a click.
        this.grid.focus();
        this.activate({ row: -1, column });
        if (column !== tickColumn) this.actions().sortBy(column, event.shiftKey);
      },
      onHeaderMenu: (column, event) => {
        event.preventDefault();
        this.activate({ row: -1, column });
        this.openMenu({ row: -1, column }, { x: event.clientX, y: event.clientY });
      },
      onMove: (column, before) => this.actions().moveColumn(column, before),
      onResize: (column, width) => this.actions().changeColumn(column, { width }),
      onFit: (column) => this.actions().fit(column),
    };
  }

  private activate({ row, column }: GridPosition): void {
    this.actions().activate({ row: this.model().items[row]?.key ?? null, column });
  }

  private click(hit: GridHit, event: MouseEvent): void {
    const model = this.model();
    const actions = this.actions();
    const item = model.items[hit.row];
    if (item === undefined) return;
    const from = activePosition(model).row;
    this.activate(hit);
    const rows = { items: model.items, ids: model.order?.ids ?? [] };
    if (hit.column === tickColumn && item.kind === 'run') tickItem(item, model, actions);
    else if (hit.column === 'starred' && item.kind === 'run') actions.toggleStar(item.id);
    else if (item.kind === 'group' && hit.column === 'name' && !event.shiftKey)
      actions.expand(item.key, !item.expanded);
    else if (event.shiftKey) actions.select(selectRange(rows, hit.row, { anchor: model.selection.anchor, from }));
    else if (event.ctrlKey || event.metaKey) actions.select(toggle(rows, hit.row, model.selection));
    else actions.select(selectOnly(rows, hit.row));
  }

  private open({ row, column }: GridHit): void {
    const item = this.model().items[row];
    if (item?.kind !== 'run' || column === tickColumn || column === 'starred') return;
    if (isEditable(column) && column !== 'name') this.actions().edit({ id: item.id, column });
    else this.actions().openRun(item.id);
  }

  private openMenu({ row, column }: GridPosition, at = this.menuAnchor()): void {
    const model = this.model();
    const item = model.items[row];
    if (item !== undefined) this.actions().openMenu({ kind: 'runs', ids: targets(item, model), at });
    else if (column !== tickColumn) this.actions().openMenu({ kind: 'header', column, at });
  }

  private menuAnchor(): { readonly x: number; readonly y: number } {
    const cell = this.grid.activeRect();
    return { x: cell?.left ?? 0, y: cell?.bottom ?? 0 };
  }

  /** The width of the widest that is in sight in a column, its header included. */
  widthToFit(column: string): number {
    const { first, rows } = this.grid.page;
    const last = Math.min(this.content.rowCount, first + rows + 1);
    const cells = Array.from({ length: Math.max(0, last - first) }, (_, index) =>
      this.content.row(first + index).cell(column),
    );
    const header = this.content.header(column);
    return widthToFit([
      { text: header.title, marks: header.sort === null ? 0 : 1 },
      ...cells.map(({ text, marks = [] }) => ({ text, marks: marks.length })),
    ]);
  }
}
