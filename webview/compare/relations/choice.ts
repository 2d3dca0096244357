import * as z from 'zod';

/** What of an axis is chosen: a range of its numbers, open where null, or some of its texts. */
export const brush = z.union([
  z.object({ min: z.number().nullable(), max: z.number().nullable() }),
  z.object({ texts: z.array(z.string()) }),
]);
export type Brush = z.infer<typeof brush>;

/** Columns are named as in the run table: `params.lr`, `metrics.acc`. */
export const relationChoice = z.object({
  kind: z.enum(['parallel', 'scatter']).default('parallel'),
  /** Axes of the parallel coordinates; null: those that tell most. */
  axes: z.array(z.string()).nullable().default(null),
  /** Columns whose axis is logarithmic. */
  log: z.array(z.string()).default([]),
  /** By column; only axes that are shown choose runs. */
  brushes: z.record(z.string(), brush).default({}),
  /** Column that colours; null: each run has its own colour. */
  colour: z.string().nullable().default(null),
  /** Axes of the scatter plot; null: those that tell most. */
  x: z.string().nullable().default(null),
  y: z.string().nullable().default(null),
});
export type RelationChoice = z.infer<typeof relationChoice>;
