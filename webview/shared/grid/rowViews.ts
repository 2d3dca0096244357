import { createCellView, drawCell, type CellView } from './cellView';
import type { PlacedColumn } from './columnLayout';
import { arrange, reuse } from './reuse';
import type { GridHit, GridPosition, GridRow } from './types';

interface RowView {
  readonly element: HTMLElement;
  readonly cells: Map<string, CellView>;
  index: number;
}

export interface RowDraw {
  readonly index: number;
  readonly row: GridRow;
}

export interface RowsDraw {
  readonly columns: readonly PlacedColumn[];
  readonly active: GridPosition | null;
  /**
   * Puts the elements into the order they are seen in, which assistive technology reads. While a grid scrolls that waits:
   * moving elements costs more than all the rest.
   */
  readonly tidy: boolean;
}

export const rowHeight = 22;

/** The elements of the rows in sight. They are few, are used again as the grid scrolls, and stand in the rows' order. */
export class RowViews {
  private readonly views = new Map<string, RowView>();

  constructor(private readonly body: HTMLElement) {}

  draw(rows: readonly RowDraw[], { columns, active, tidy }: RowsDraw): void {
    const keys = rows.map(({ row }) => row.key);
    reuse(this.views, keys, {
      make: () => createRowView(),
      drop: ({ element }) => element.remove(),
    });
    const elements: Element[] = [];
    for (const { index, row } of rows) {
      const view = this.views.get(row.key);
      if (view === undefined) continue;
      drawRow(view, { index, row });
      drawCells(view, row, { columns, active: active?.row === index ? active.column : null, tidy });
      elements.push(view.element);
    }
    place(this.body, elements, tidy);
  }

  /** The cell that an element of the page is in; null outside of cells. */
  hit(target: EventTarget | null): GridHit | null {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    for (const view of this.views.values()) {
      if (cell === null || !view.element.contains(cell)) continue;
      for (const [column, { element }] of view.cells) if (element === cell) return { row: view.index, column };
    }
    return null;
  }
}

function createRowView(): RowView {
  const element = document.createElement('div');
  element.setAttribute('role', 'row');
  return { element, cells: new Map(), index: -1 };
}

function drawRow(view: RowView, { index, row }: RowDraw): void {
  const { element } = view;
  const classes = `row ${row.classes}${row.selected ? ' selected' : ''}`;
  if (element.className !== classes) {
    element.className = classes;
    element.setAttribute('aria-selected', String(row.selected));
  }
  if (view.index === index) return;
  view.index = index;
  element.setAttribute('aria-rowindex', String(index + 2));
  element.style.top = `${index * rowHeight}px`;
}

function drawCells(
  view: RowView,
  row: GridRow,
  { columns, active, tidy }: { columns: readonly PlacedColumn[]; active: string | null; tidy: boolean },
): void {
  reuse(
    view.cells,
    columns.map(({ id }) => id),
    { make: () => createCellView(), drop: ({ element }) => element.remove() },
  );
  const elements: Element[] = [];
  for (const column of columns) {
    const cell = view.cells.get(column.id);
    if (cell === undefined) continue;
    drawCell(cell, row.cell(column.id), {
      columnIndex: column.index + 1,
      left: column.left,
      width: column.width,
      pinned: column.pinned,
      active: active === column.id,
    });
    elements.push(cell.element);
  }
  place(view.element, elements, tidy);
}

function place(parent: Element, elements: readonly Element[], tidy: boolean): void {
  if (tidy) arrange(parent, elements);
  else parent.append(...elements.filter((element) => element.parentElement !== parent));
}
