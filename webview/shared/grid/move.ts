import type { GridPosition } from './types';

export interface MoveRoom {
  readonly rowCount: number;
  readonly columns: readonly string[];
  /** Rows of a page. */
  readonly page: number;
}

/**
 * Where a key leads from a cell; null when the key moves nothing. The headers are the row above the first. Home and End go
 * along the row, with Ctrl or Cmd to the first and last row.
 */
export function moveBy(
  { key, ctrl }: { readonly key: string; readonly ctrl: boolean },
  from: GridPosition,
  { rowCount, columns, page }: MoveRoom,
): GridPosition | null {
  const at = Math.max(0, columns.indexOf(from.column));
  const last = columns.length - 1;
  const column = (index: number): string => columns[Math.min(last, Math.max(0, index))] ?? from.column;
  const row = (index: number): number => Math.min(rowCount - 1, Math.max(rowCount === 0 ? -1 : 0, index));
  switch (key) {
    case 'ArrowUp':
      return { ...from, row: ctrl ? row(0) : Math.max(-1, from.row - 1) };
    case 'ArrowDown':
      return { ...from, row: row(ctrl ? rowCount - 1 : from.row + 1) };
    case 'ArrowLeft':
      return { ...from, column: column(ctrl ? 0 : at - 1) };
    case 'ArrowRight':
      return { ...from, column: column(ctrl ? last : at + 1) };
    case 'Home':
      return ctrl ? { row: row(0), column: column(0) } : { ...from, column: column(0) };
    case 'End':
      return ctrl ? { row: row(rowCount - 1), column: column(last) } : { ...from, column: column(last) };
    case 'PageUp':
      return { ...from, row: row(from.row - page) };
    case 'PageDown':
      return { ...from, row: row(Math.max(0, from.row) + page) };
    default:
      return null;
  }
}
