import * as z from 'zod';

export const artifactChoice = z.object({
  /** The section is open: until then no file is listed. */
  open: z.boolean().default(false),
  /** What is shown side by side: a file's path, or the key of logged pictures; null: nothing yet. */
  shown: z
    .object({ kind: z.enum(['file', 'pictures']), name: z.string() })
    .nullable()
    .default(null),
  /** Of pictures; null: the last. */
  step: z.number().nullable().default(null),
  /** Matrices as difference to the base's. */
  difference: z.boolean().default(false),
  search: z.string().default(''),
});
export type ArtifactChoice = z.infer<typeof artifactChoice>;
