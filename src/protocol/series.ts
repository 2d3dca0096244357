import * as z from 'zod';

const axes = ['step', 'relative', 'wall', 'metric'] as const;

/** The one number channel: points of one metric of many runs, asked as JSON, answered as one binary message. */
export const seriesRequest = z
  .object({
    ids: z.array(z.string()).min(1).max(1000),
    metric: z.string(),
    /**
     * `step`: as logged; `relative`: seconds since the run's start; `wall`: milliseconds since 1970; `metric`: the
     * value that the metric `xKey` has at the same step. Where a step has several points, the last logged one counts.
     */
    x: z.enum(axes).default('step'),
    xKey: z.string().optional(),
    /** Only points with x in [from, to]; with a point on each side, so that lines reach the edges. */
    from: z.number().optional(),
    to: z.number().optional(),
    /** At most so many points a run; where there are more, each bucket keeps its smallest and its largest point. */
    points: z.int().min(16).max(1_000_000).default(2000),
    /** Buckets are equal on a logarithmic x axis: without, its small x would be coarse. */
    logX: z.boolean().default(false),
    /** `means`: not points but means over at most `points` equal buckets of x, the same buckets for all runs. */
    form: z.enum(['points', 'means']).default('points'),
  })
  .refine(({ x, xKey }) => x !== 'metric' || xKey !== undefined, {
    message: 'xKey must name the metric on the x axis',
  });
export type SeriesRequest = z.infer<typeof seriesRequest>;

/** Doubles of a point in each form: x and y; or x, mean, smallest and largest value of a bucket. */
export const strides = { points: 2, means: 4 } as const;

const seriesHeader = z.object({
  metric: z.string(),
  x: z.enum(axes),
  form: z.enum(['points', 'means']),
  series: z.array(
    z.object({
      id: z.string(),
      /** Points in the asked range in the store. */
      total: z.int(),
      /** Points or buckets in this message. */
      shown: z.int(),
      /** Points whose value is NaN, in the asked range; a line breaks there. */
      nan: z.int(),
      /** Points in the asked range whose time lies before that of a lower step, on time axes: clocks disagree. */
      backwards: z.int(),
      /** Steps of the whole series without a place on the axis, as the metric `xKey` has no finite number there. */
      unpaired: z.int(),
    }),
  ),
});
export type SeriesHeader = z.infer<typeof seriesHeader>;

export interface SeriesMessage extends SeriesHeader {
  /** One array a run, in the header's order: x0, y0, x1, y1, …, y may be NaN; or four doubles a bucket. */
  readonly points: readonly Float64Array[];
}

/** Header length (uint32, little endian), header as JSON padded to 8 bytes, then the points as doubles. */
export function encodeSeries({ points, ...header }: SeriesMessage): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const length = points.reduce((sum, array) => sum + array.length, 0);
  const bytes = new Uint8Array(start + length * 8);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  const doubles = new Float64Array(bytes.buffer, start, length);
  let offset = 0;
  for (const array of points) {
    doubles.set(array, offset);
    offset += array.length;
  }
  return bytes;
}

/** Reads what {@link encodeSeries} wrote. Throws when the message is not whole. */
export function decodeSeries(message: Uint8Array): SeriesMessage {
  // A copy starts at offset 0, as doubles must lie on multiples of eight bytes.
  const bytes = message.byteOffset === 0 ? message : message.slice();
  const textLength = new DataView(bytes.buffer).getUint32(0, true);
  const header = seriesHeader.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + textLength))));
  let start = Math.ceil((4 + textLength) / 8) * 8;
  const points = header.series.map(({ shown }) => {
    const array = new Float64Array(bytes.buffer, start, shown * strides[header.form]);
    start += array.byteLength;
    return array;
  });
  return { ...header, points };
}
