import * as z from 'zod';

/** The body of a failed request on any of our own routes, and what the command line prints with `--json`. */
export const rpcError = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }),
});
