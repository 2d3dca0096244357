import * as z from 'zod';

/** What the tracker tells its listeners: names of what changed, in order; a gap in `seq` means "read again". */
export const trackerEvent = z.object({
  seq: z.int(),
  /** Ids of runs whose points, params, tags or state changed. */
  runs: z.array(z.string()),
  /** Lists that gained, lost or reordered members: `runs`, `experiments`, `models`. */
  lists: z.array(z.string()),
});
export type TrackerEvent = z.infer<typeof trackerEvent>;
