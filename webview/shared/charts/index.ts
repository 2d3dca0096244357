import './metricChart';

export { createCursor, type SharedCursor, type XKind } from './cursor';
export { plainOptions, type ChartOptions } from './lines';
export type { ChartInput, ChartRun } from './metricChart';
