export { DataGrid } from './grid';
export { moveBy } from './move';
export { widthToFit } from './fit';
export { clampWidth } from './resize';
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
