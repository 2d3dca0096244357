import type { RunColour } from '../../../src/protocol/runColour';
import type { ChartOptions } from '../chartOptions';
import type { ViewClient } from '../rpc';
import type { SharedCursor } from './cursor';

export interface ChartRun {
  readonly id: string;
  readonly name: string;
  readonly colour: RunColour;
  /** Points of the metric in the store, from the run's summary. */
  readonly count: number;
  /** What the run is grouped under where the options group runs; runs of one label are one line. */
  readonly group?: string | undefined;
}

/** What a page gives a chart. */
export interface ChartInput {
  readonly client: ViewClient;
  readonly cursor: SharedCursor;
  readonly metric: string;
  readonly runs: readonly ChartRun[];
  readonly options: ChartOptions;
  readonly onOptions: (change: Partial<ChartOptions>) => void;
}
