import * as z from 'zod';
import { runStatus } from './run';

/** How a run's code and data differ from the workspace as it is now. */
export const staleness = z.object({
  id: z.string(),
  state: z.enum(['same', 'differs', 'unknown']),
  /** Files that differ; null when unknown. */
  files: z.int().nullable(),
  /** Paths of pinned data (`.dvc`, `dvc.lock`) whose version differs. */
  data: z.array(z.string()),
  /** Why it is unknown. */
  reason: z.string().nullable(),
});
export type Staleness = z.infer<typeof staleness>;

/** Something in which a good and a bad run differ, as a suspect. */
export const suspect = z.object({
  kind: z.enum(['param', 'file', 'data', 'package', 'environment']),
  key: z.string(),
  good: z.string().nullable(),
  bad: z.string().nullable(),
  /** Null: no other run tells the two apart. */
  evidence: z
    .object({
      /** Runs that have the good one's value, and their mean on the metric. */
      goodRuns: z.int(),
      goodMean: z.number(),
      badRuns: z.int(),
      badMean: z.number(),
      /** The part of the gap between the two runs that this difference explains: (goodMean - badMean) / (good - bad). */
      share: z.number(),
    })
    .nullable(),
  /** Keys of other suspects that no run tells from this one, as they always vary together; at most 20. */
  togetherWith: z.array(z.string()),
});
export type Suspect = z.infer<typeof suspect>;

export const bisectCommit = z.object({
  commit: z.string(),
  subject: z.string(),
  author: z.string(),
  at: z.string(),
  runs: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: runStatus,
      value: z.number().nullable(),
      /** False: uncommitted changes make it no test of the commit. */
      clean: z.boolean(),
    }),
  ),
});
export type BisectCommit = z.infer<typeof bisectCommit>;

/** Questions about a run's code against the workspace, and about what made one run worse than another. */
export const stalenessRpc = {
  /** Runs that are gone have no answer. `fresh`: files changed since the last question; else it may be a second old. */
  'runs/staleness': {
    params: z.object({ ids: z.array(z.string()).max(2_000), fresh: z.boolean().default(false) }),
    result: z.array(staleness),
  },
  /** `metric` absent: the experiment's primary metric. */
  'runs/bisect': {
    params: z.object({ good: z.string(), bad: z.string(), metric: z.string().optional() }),
    result: z.object({
      metric: z.string().nullable(),
      good: z.object({ id: z.string(), name: z.string(), value: z.number().nullable(), commit: z.string().nullable() }),
      bad: z.object({ id: z.string(), name: z.string(), value: z.number().nullable(), commit: z.string().nullable() }),
      /** Those with evidence first, by their share of the gap; then params, files, data, packages, environment. */
      suspects: z.array(suspect),
      /** First-parent history from the good run's commit (first) to the bad one's; empty where one does not lead to the other. */
      commits: z.array(bisectCommit),
      /** Why `commits` is empty, in words. */
      history: z.string().nullable(),
      /** The last commit as good as the good run, and the first one after it as bad as the bad one. */
      between: z.object({ good: z.string(), bad: z.string() }).nullable(),
      /** The commit without a run whose run would halve what is left; null when none is missing. */
      next: z.string().nullable(),
      /** The command of the bad run, else of the good one, to be run again at a commit. */
      commandLine: z.array(z.string()).nullable(),
      /** Where it ran, as a path from the workspace folder (`''`: there); null when that was elsewhere. */
      commandFolder: z.string().nullable(),
    }),
  },
  /**
   * Checks a commit out into a folder beside the repository, or finds the one where that was done before; `folder` is the
   * workspace folder's place in it.
   */
  'code/openCommit': {
    params: z.object({ commit: z.string().regex(/^[0-9a-f]{7,64}$/) }),
    result: z.object({ root: z.string(), folder: z.string() }),
  },
} as const;
export type Bisection = z.infer<(typeof stalenessRpc)['runs/bisect']['result']>;
