import type { GridCell } from './types';

/** A cell's element, and what was drawn in it last: only what changed is touched. */
export interface CellView {
  readonly element: HTMLElement;
  drawn: GridCell | null;
  place: string;
}

/** Where a cell stands in its row. */
export interface CellPlace {
  /** From 1, as ARIA counts. */
  readonly columnIndex: number;
  readonly left: number;
  readonly width: number;
  readonly pinned: boolean;
  readonly active: boolean;
}

export const activeCellId = 'grid-active-cell';

export function createCellView(): CellView {
  const element = document.createElement('div');
  element.setAttribute('role', 'gridcell');
  return { element, drawn: null, place: '' };
}

export function drawCell(view: CellView, cell: GridCell, at: CellPlace): void {
  const { element, drawn } = view;
  const place = `${at.columnIndex} ${at.left} ${at.width} ${at.pinned} ${at.active} ${cell.classes}`;
  if (place !== view.place) {
    view.place = place;
    element.setAttribute('aria-colindex', String(at.columnIndex));
    element.className = `cell ${cell.classes}${at.pinned ? ' pinned' : ''}${at.active ? ' active' : ''}`;
    element.style.left = `${at.left}px`;
    element.style.width = `${at.width}px`;
    if (at.active) element.id = activeCellId;
    else element.removeAttribute('id');
  }
  if (drawn === cell) return;
  view.drawn = cell;
  if (drawn?.label !== cell.label) element.setAttribute('aria-label', cell.label);
  if (drawn?.title !== cell.title) element.title = cell.title;
  if (drawn?.bar !== cell.bar) {
    if (cell.bar === undefined) element.style.removeProperty('--bar');
    else element.style.setProperty('--bar', `${(cell.bar * 100).toFixed(1)}%`);
  }
  if (drawn?.expanded !== cell.expanded) {
    if (cell.expanded === undefined) element.removeAttribute('aria-expanded');
    else element.setAttribute('aria-expanded', String(cell.expanded));
  }
  if (drawn === null || drawn.editor !== cell.editor || !sameMarks(drawn.marks, cell.marks)) {
    element.replaceChildren(...(cell.editor === undefined ? contentOf(cell) : [cell.editor]));
  } else if (drawn.text !== cell.text && cell.editor === undefined) {
    const text = element.lastChild;
    if (text instanceof Text) text.data = cell.text;
  }
}

/** Always ends with a text, which is changed in place. */
function contentOf({ marks = [], text }: GridCell): readonly Node[] {
  const spans = marks.map((classes) => {
    const span = document.createElement('span');
    span.className = classes;
    return span;
  });
  return [...spans, document.createTextNode(text)];
}

function sameMarks(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((mark, index) => mark === other[index]);
}
