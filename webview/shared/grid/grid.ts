import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { render } from 'lit';
import { activeCellId } from './cellView';
import { placeColumns, widthOf, type PlacedColumn } from './columnLayout';
import { headView } from './head';
import { rowHeight, RowViews, type RowDraw } from './rowViews';
import type { GridContent, GridEvents, GridPosition, GridWindow } from './types';

const headHeight = 26;

/** Drawn beyond the edges, so that a scroll shows no gap before the next frame; fewer where a large window has enough to draw. */
const overscanRows = (page: number): number => (page > 36 ? 2 : 4);
const overscanColumns = 1;

/**
 * A grid of any number of rows and columns: what is out of sight is not in the page. It keeps the focus on itself and
 * points at the active cell, so it is one stop for the Tab key and loses no focus while rows come and go.
 */
export class DataGrid {
  /** Scrolls; put it where the grid shall be. */
  readonly element: HTMLElement = document.createElement('div');
  private readonly grid = document.createElement('div');
  private readonly head = document.createElement('div');
  private readonly body = document.createElement('div');
  private readonly rows: Virtualizer<HTMLElement, HTMLElement>;
  private readonly columns: Virtualizer<HTMLElement, HTMLElement>;
  private readonly views = new RowViews(this.body);
  private placed: readonly PlacedColumn[] = [];
  private shown: GridWindow = { first: 0, last: -1, columns: [] };
  private frame = 0;
  private size = { width: 0, height: 0 };

  constructor(
    private content: GridContent,
    private readonly events: GridEvents,
  ) {
    this.element.className = 'grid-scroller';
    this.grid.className = 'grid';
    this.grid.tabIndex = 0;
    this.grid.setAttribute('role', 'grid');
    this.grid.setAttribute('aria-multiselectable', 'true');
    this.head.className = 'grid-head';
    this.head.setAttribute('role', 'rowgroup');
    this.body.className = 'grid-body';
    this.body.setAttribute('role', 'rowgroup');
    this.grid.append(this.head, this.body);
    this.element.append(this.grid);
    this.listen();
    const onChange = (): void => this.schedule();
    const shared = {
      getScrollElement: () => this.element,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange,
    };
    this.rows = new Virtualizer<HTMLElement, HTMLElement>({
      ...shared,
      count: 0,
      estimateSize: () => rowHeight,
    });
    this.columns = new Virtualizer<HTMLElement, HTMLElement>({
      ...shared,
      count: 0,
      estimateSize: (index) => this.scrolling[index]?.width ?? 0,
      overscan: overscanColumns,
      horizontal: true,
    });
  }

  /** Starts to follow its own size and scroll position; call it once the element is in the page. Returns how to stop. */
  mount(): () => void {
    const stops = [this.rows._didMount(), this.columns._didMount()];
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(this.element);
    this.measure();
    return () => {
      observer.disconnect();
      for (const stop of stops) stop();
    };
  }

  /** Read once a change: reading it while drawing would make the browser lay out the page twice a frame. */
  private measure(): void {
    this.size = { width: this.element.clientWidth, height: this.element.clientHeight };
    // A narrower grid pins fewer columns.
    this.update(this.content);
  }

  update(content: GridContent): void {
    this.content = content;
    const before = this.placed;
    this.placed = placeColumns(content.columns, this.size.width);
    const pinned = widthOf(this.pinned);
    this.rows.setOptions({
      ...this.rows.options,
      count: content.rowCount,
      overscan: overscanRows(this.page.rows),
      scrollMargin: headHeight,
    });
    this.columns.setOptions({ ...this.columns.options, count: this.scrolling.length, scrollMargin: pinned });
    const isOther = !sameWidths(before, this.placed);
    if (isOther) this.columns.measure();
    this.rows._willUpdate();
    this.columns._willUpdate();
    this.draw(isOther || undefined);
  }

  focus(): void {
    this.grid.focus({ preventScroll: true });
  }

  /** Scrolls as little as brings a cell into sight. */
  reveal({ row, column }: GridPosition): void {
    const { element } = this;
    if (row >= 0) {
      const top = row * rowHeight;
      const room = element.clientHeight - headHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
    }
    const place = this.placed.find(({ id }) => id === column);
    if (place === undefined || place.pinned) return;
    const pinned = widthOf(this.pinned);
    const right = place.left + place.width;
    if (place.left - pinned < element.scrollLeft) element.scrollLeft = place.left - pinned;
    else if (right > element.scrollLeft + element.clientWidth) {
      element.scrollLeft = Math.min(place.left - pinned, right - element.clientWidth);
    }
  }

  scrollTo({ top, left }: { readonly top: number; readonly left: number }): void {
    this.element.scrollTo({ top, left, behavior: 'instant' });
  }

  /** The first row that is wholly in sight, and how many are. */
  get page(): { readonly first: number; readonly rows: number } {
    const rows = Math.max(1, Math.floor((this.size.height - headHeight) / rowHeight));
    return { first: Math.ceil(this.element.scrollTop / rowHeight), rows };
  }

  /** Keeps the page where it is when rows come or go above it. */
  shift(rows: number): void {
    this.element.scrollTop += rows * rowHeight;
  }

  /** Where the active cell is on the screen, for a menu. */
  activeRect(): DOMRect | null {
    return document.getElementById(activeCellId)?.getBoundingClientRect() ?? null;
  }

  private get pinned(): readonly PlacedColumn[] {
    return this.placed.filter(({ pinned }) => pinned);
  }

  private get scrolling(): readonly PlacedColumn[] {
    return this.placed.filter(({ pinned }) => !pinned);
  }

  private schedule(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(tidy = !this.rows.isScrolling && !this.columns.isScrolling): void {
    const { content, grid } = this;
    const scrolling = this.scrolling;
    const inSight = new Set(this.columns.getVirtualItems().map(({ index }) => scrolling[index]?.id));
    const active = content.active;
    const columns = this.placed.filter(({ id, pinned }) => pinned || inSight.has(id) || id === active?.column);
    const indexes = this.rows.getVirtualItems().map(({ index }) => index);
    const [first, last] = [indexes[0] ?? 0, indexes.at(-1) ?? -1];

    grid.setAttribute('aria-label', content.label);
    grid.setAttribute('aria-rowcount', String(content.rowCount + 1));
    grid.setAttribute('aria-colcount', String(content.columns.length));
    const width = `${Math.max(widthOf(this.placed), this.size.width)}px`;
    grid.style.width = width;
    this.body.style.height = `${content.rowCount * rowHeight}px`;
    render(headView(columns, { content, events: this.events }), this.head);
    this.views.draw(this.drawnRows(indexes), { columns, active, tidy });
    if (active === null) grid.removeAttribute('aria-activedescendant');
    else grid.setAttribute('aria-activedescendant', activeCellId);

    const next = { first, last, columns: columns.map(({ id }) => id) };
    if (sameWindow(next, this.shown)) return;
    this.shown = next;
    this.events.onWindow(next);
  }

  /** The active row stays in the page though it is out of sight: a screen reader must find it. */
  private drawnRows(indexes: readonly number[]): readonly RowDraw[] {
    const { active, kept, rowCount } = this.content;
    const wanted = new Set(indexes);
    for (const index of [active?.row ?? -1, kept ?? -1]) if (index >= 0 && index < rowCount) wanted.add(index);
    return [...wanted].toSorted((one, other) => one - other).map((index) => ({ index, row: this.content.row(index) }));
  }

  private listen(): void {
    const { events, body, grid, element } = this;
    grid.addEventListener('keydown', (event) => {
      if (event.target === grid) events.onKey(event);
    });
    grid.addEventListener('focus', () => events.onFocus());
    element.addEventListener('scroll', () => events.onScroll({ top: element.scrollTop, left: element.scrollLeft }));
    body.addEventListener('click', (event) => {
      const hit = this.views.hit(event.target);
      if (hit !== null) events.onClick(hit, event);
    });
    body.addEventListener('dblclick', (event) => {
      const hit = this.views.hit(event.target);
      if (hit !== null) events.onOpen(hit);
    });
    body.addEventListener('contextmenu', (event) => {
      const hit = this.views.hit(event.target);
      if (hit !== null) events.onMenu(hit, event);
    });
  }
}

function sameWidths(one: readonly PlacedColumn[], other: readonly PlacedColumn[]): boolean {
  return (
    one.length === other.length &&
    one.every((column, index) => {
      const there = other[index];
      return column.id === there?.id && column.width === there.width && column.pinned === there.pinned;
    })
  );
}

function sameWindow(one: GridWindow, other: GridWindow): boolean {
  return one.first === other.first && one.last === other.last && one.columns.join('\n') === other.columns.join('\n');
}
