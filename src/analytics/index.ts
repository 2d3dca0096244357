export { Analytics, type AnalyticsOptions, type QueryOptions } from './analytics';
export { toColumn, type Cell, type Column, type ColumnType } from './columns';
export type { Param } from './messages';
