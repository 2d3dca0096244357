import * as z from 'zod';

/** The chart choices as a page's kept state holds them. */
export const chartOptions = z.object({
  x: z.enum(['step', 'relative', 'wall']),
  logX: z.boolean(),
  logY: z.boolean(),
  smoothing: z.number().min(0).max(0.99),
  ignoreOutliers: z.boolean(),
});
