/** A column as the grid draws it. */
export interface GridColumn {
  readonly id: string;
  /** In CSS pixels. */
  readonly width: number;
  /** Stays at the left while the others scroll; pinned columns stand before the others. */
  readonly pinned: boolean;
}

/** One cell, ready to be drawn: equal cells draw nothing anew. */
export interface GridCell {
  readonly text: string;
  /** The tooltip: the value in full. */
  readonly title: string;
  /** What a screen reader says: column and value. */
  readonly label: string;
  readonly classes: string;
  /** Classes of empty elements before the text: icons, dots. */
  readonly marks?: readonly string[];
  /** How far a faint bar behind the text reaches, 0 to 1. */
  readonly bar?: number;
  /** Of a row that opens and closes. */
  readonly expanded?: boolean;
  /** Stands in the cell in place of its text: the field that edits it. */
  readonly editor?: HTMLElement;
}

export interface GridRow {
  /** Stays with the row while its place changes. */
  readonly key: string;
  readonly classes: string;
  readonly selected: boolean;
  cell(column: string): GridCell;
}

export interface GridHeader {
  readonly title: string;
  /** The tooltip: the whole name, and what the header does. */
  readonly hint: string;
  readonly numeric: boolean;
  readonly sort: 'ascending' | 'descending' | null;
  /** 1 for the first of several sort keys; null when it is the only one. */
  readonly rank: number | null;
  /** Whether it sorts, moves and resizes. */
  readonly fixed: boolean;
}

/** Where the keyboard is: a row's index, -1 for the headers. */
export interface GridPosition {
  readonly row: number;
  readonly column: string;
}

/** What a grid shows; it asks for the rows it draws, and no others. */
export interface GridContent {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rowCount: number;
  row(index: number): GridRow;
  header(column: string): GridHeader;
  readonly active: GridPosition | null;
  /** A row that stays drawn wherever the grid scrolls, as it is being edited. */
  readonly kept: number | null;
}

/** What is in sight, with what is drawn beyond its edges. */
export interface GridWindow {
  readonly first: number;
  /** Inclusive; below `first` when there are no rows. */
  readonly last: number;
  readonly columns: readonly string[];
}

/** A cell under the pointer. */
export interface GridHit {
  readonly row: number;
  readonly column: string;
}

/** What a person does to a grid; all of it is answered with new content. */
export interface GridEvents {
  onWindow(window: GridWindow): void;
  onScroll(position: { readonly top: number; readonly left: number }): void;
  onKey(event: KeyboardEvent): void;
  onClick(hit: GridHit, event: MouseEvent): void;
  onOpen(hit: GridHit): void;
  onMenu(hit: GridHit, event: MouseEvent): void;
  onFocus(): void;
  onHeaderClick(column: string, event: MouseEvent): void;
  onHeaderMenu(column: string, event: MouseEvent): void;
  onMove(column: string, before: string): void;
  onResize(column: string, width: number): void;
  onFit(column: string): void;
}
