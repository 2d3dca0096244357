import './metricChart';

export { plainOptions, type ChartOptions, type XKind } from '../chartOptions';
export { createCursor, type SharedCursor } from './cursor';
export type { ChartInput, ChartRun } from './input';
