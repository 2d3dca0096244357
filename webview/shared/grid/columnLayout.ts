import type { GridColumn } from './types';

/** A column with its place in the row. */
export interface PlacedColumn extends GridColumn {
  /** In the grid's order, from 0. */
  readonly index: number;
  readonly left: number;
}

/** At most this part of the width is taken by columns that stay; in a narrow editor the rest scroll as others do. */
const mostPinned = 0.6;

/** Places columns beside each other. Only those at the start may be pinned, as far as they leave room for the others. */
export function placeColumns(columns: readonly GridColumn[], viewWidth: number): readonly PlacedColumn[] {
  let left = 0;
  let mayPin = true;
  return columns.map((column, index) => {
    mayPin &&= column.pinned && (index === 0 || left + column.width <= viewWidth * mostPinned);
    const placed = { ...column, index, left, pinned: mayPin };
    left += column.width;
    return placed;
  });
}

export function widthOf(columns: readonly PlacedColumn[]): number {
  const last = columns.at(-1);
  return last === undefined ? 0 : last.left + last.width;
}
