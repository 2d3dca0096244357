import * as z from 'zod';

/** What `.modeltrail/tracker.json` says: who serves the folder, or served it last. */
export const trackerAddress = z.object({
  url: z.string(),
  port: z.int(),
  pid: z.int(),
  version: z.string(),
  startedAt: z.string(),
  /** False once the tracker has ended in order; its port is used again by the next one. */
  running: z.boolean(),
});
export type TrackerAddress = z.infer<typeof trackerAddress>;

/** The first line on stdout of a tracker that accepts connections. */
export const trackerReady = z.object({
  url: z.string(),
  token: z.string().nullable(),
  pid: z.int(),
  store: z.string(),
});
export type TrackerReady = z.infer<typeof trackerReady>;
