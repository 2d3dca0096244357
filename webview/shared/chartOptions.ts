import * as z from 'zod';

const yLimits = z.object({ min: z.number().nullable(), max: z.number().nullable() });
/** Ends of a y axis that were typed in; null: as the values ask for. */
export type YLimits = z.infer<typeof yLimits>;

/** The chart choices as a page's kept state holds them. */
export const chartOptions = z.object({
  x: z.enum(['step', 'relative', 'wall', 'metric']),
  /** The metric on the x axis where `x` is `metric`. */
  xKey: z.string().default(''),
  logX: z.boolean(),
  logY: z.boolean(),
  /** 0: none. */
  smoothing: z.number().min(0).max(0.99),
  ignoreOutliers: z.boolean(),
  /** What runs are grouped by, in the page's own words; empty: each run is a line. */
  groupBy: z.string().default(''),
  /** Around the mean of a group: from its smallest to its largest value, or the 95 % interval of the mean. */
  band: z.enum(['range', 'interval']).default('range'),
  /** By metric. */
  yLimits: z.record(z.string(), yLimits).default({}),
});
/** What a person may choose about the charts of a page. */
export type ChartOptions = Readonly<z.infer<typeof chartOptions>>;
export type XKind = ChartOptions['x'];

export const plainOptions: ChartOptions = {
  x: 'step',
  xKey: '',
  logX: false,
  logY: false,
  smoothing: 0,
  ignoreOutliers: false,
  groupBy: '',
  band: 'range',
  yLimits: {},
};
