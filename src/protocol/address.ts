import * as z from 'zod';

/** What `.modeltrail/tracker.json` says: who serves the folder, or served it last. */
export const trackerAddress = z.object({
  // A folder from elsewhere may bring this file along: the token must not go to another machine.
  url: z
    .string()
    .regex(/^http:\/\/(127\.0\.0\.1|localhost):\d+$/)
    .refine((url) => URL.canParse(url)),
  port: z.int().min(0).max(65_535),
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

/** Whether a text can be a token: HTTP carries no other characters in a header. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
