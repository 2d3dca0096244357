export { DataGrid, headHeight } from './grid';
export { moveBy, type MoveRoom } from './move';
export { widthToFit } from './fit';
export { clampWidth } from './resize';
export { rowHeight } from './rowViews';
export type {
  GridCell,
  GridColumn,
  GridContent,
  GridEvents,
  GridHeader,
  GridHit,
  GridPosition,
  GridRow,
  GridWindow,
} from './types';
