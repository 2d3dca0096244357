import * as z from 'zod';

const id = z.string().min(1);
const ids = z.array(id).min(1);

export const journalEntry = z.object({
  id: z.int(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** What was done, for people: `Delete 3 runs`. */
  label: z.string(),
  runs: z.int(),
  undone: z.boolean(),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/** What a change answers: the number to undo it by; null when it changed nothing. */
export const changed = z.object({ undo: z.int().nullable() });

/** Questions that change runs and experiments, each of which can be undone unless it says otherwise. */
export const journalRpc = {
  /** Name, note, star, tags (null removes one). Absent fields stay. */
  'runs/change': {
    params: z.object({
      ids,
      name: z.string().min(1).optional(),
      note: z.string().optional(),
      starred: z.boolean().optional(),
      tags: z.record(z.string(), z.string().nullable()).optional(),
    }),
    result: changed,
  },
  'runs/delete': { params: z.object({ ids }), result: changed },
  'runs/restore': { params: z.object({ ids }), result: changed },
  'runs/move': { params: z.object({ ids, experimentId: id }), result: changed },
  'experiments/rename': { params: z.object({ id, name: z.string().trim().min(1) }), result: changed },
  /** The experiment and its runs go to the Trash. */
  'experiments/delete': { params: z.object({ id }), result: changed },
  'experiments/restore': { params: z.object({ id }), result: changed },
  'experiments/setPrimaryMetric': {
    params: z.object({ id, key: z.string().min(1), direction: z.enum(['max', 'min']) }),
    result: changed,
  },

  /** Newest first. */
  'journal/list': {
    params: z.object({ limit: z.int().min(1).max(500).default(50) }),
    result: z.array(journalEntry),
  },
  /**
   * Takes one change back, the newest that was not undone unless `id` names another. What was changed again since stays as
   * it is and is told in `kept`. Throws `NOTHING_TO_UNDO`.
   */
  'journal/undo': {
    params: z.object({ id: z.int().optional() }),
    result: z.object({ id: z.int(), label: z.string(), kept: z.array(z.string()) }),
  },
  /** Does again what was undone last. Throws `NOTHING_TO_REDO`. */
  'journal/redo': {
    params: z.object({}),
    result: z.object({ id: z.int(), label: z.string(), kept: z.array(z.string()) }),
  },

  /** What the Trash holds, and how much of the disk deleting it for good would free. */
  'trash/summary': {
    /** Absent: all of the Trash. */
    params: z.object({ ids: ids.optional() }),
    /** `complete` is false when there are so many files that not all were added up. */
    result: z.object({ runs: z.int(), artifactBytes: z.number(), complete: z.boolean() }),
  },
  /** Deletes runs of the Trash for good: points, artifacts below the artifact root, and their Git snapshots. Cannot be undone. */
  'trash/empty': {
    /** Absent: all of the Trash. */
    params: z.object({ ids: ids.optional() }),
    /** `kept` says what stays, and why: files that lie elsewhere, runs that a registered model is made of. */
    result: z.object({ runs: z.int(), artifactBytes: z.number(), kept: z.array(z.string()) }),
  },
} as const;
