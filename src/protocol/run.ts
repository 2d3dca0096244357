import * as z from 'zod';

/** A double in JSON: what JSON cannot write is text. */
export const jsonNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type JsonNumber = z.infer<typeof jsonNumber>;

/** A double as a JSON document holds it. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

export const runStatus = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED', 'LOST']);
export type RunStatusWord = z.infer<typeof runStatus>;

export const metricSummary = z.object({
  value: jsonNumber,
  step: z.number(),
  /** ISO 8601, UTC. */
  at: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  count: z.int(),
});

export const runGit = z.object({
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean().nullable(),
  /** The commit in `refs/modeltrail/runs/<id>` that holds the tree as it was, uncommitted files included. */
  snapshot: z.string().nullable(),
  /** That tree's id: equal trees are equal code. */
  tree: z.string().nullable(),
  repository: z.string().nullable(),
});

/** What lists show of a run; {@link runDocument} has the rest. */
export const runRow = z.object({
  id: z.string(),
  name: z.string(),
  experiment: z.object({ id: z.string(), name: z.string() }),
  status: runStatus,
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  user: z.string(),
  note: z.string().nullable(),
  starred: z.boolean(),
  deletedAt: z.string().nullable(),
  parentId: z.string().nullable(),
  /** How many runs outside the Trash name this one as their parent. */
  children: z.int(),
  params: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), metricSummary),
  tags: z.record(z.string(), z.string()),
  git: runGit.nullable(),
  datasets: z.array(z.object({ name: z.string(), digest: z.string() })).optional(),
});
export type RunRow = z.infer<typeof runRow>;

export const hardware = z.record(z.string(), z.unknown());

export const runEnvironment = z.object({
  python: z.string().nullable(),
  platform: z.string().nullable(),
  packages: z.record(z.string(), z.string()),
  hardware: hardware.nullable(),
});

export const runProcess = z.object({
  pid: z.int(),
  commandLine: z.array(z.string()),
  workingDirectory: z.string().nullable(),
  executable: z.string().nullable(),
  user: z.string().nullable(),
});

/** A run whole, as `runs show --json` prints it (`cli.md` §2). */
export const runDocument = runRow.extend({
  datasets: z.array(
    z.object({ name: z.string(), digest: z.string(), context: z.string().nullable(), source: z.string() }),
  ),
  /** Data pinned by the run's commit: hashes in `.dvc` files and `dvc.lock`. */
  data: z.array(z.object({ path: z.string(), digest: z.string(), from: z.string() })),
  environment: runEnvironment.nullable(),
  process: runProcess.nullable(),
  models: z.array(z.object({ id: z.string(), name: z.string(), step: z.number().nullable() })),
  artifactUri: z.string(),
});
export type RunDocument = z.infer<typeof runDocument>;

export const changedFile = z.object({
  path: z.string(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed']),
  from: z.string().nullable(),
  additions: z.int().nullable(),
  deletions: z.int().nullable(),
  patch: z.string().optional(),
});
export type ChangedFile = z.infer<typeof changedFile>;

/**
 * Which value of a metric a comparison shows: the latest, the smallest or largest finite one, or the latest at a step; where
 * none was logged at that step, the last one before it.
 */
export const metricChoice = z.union([
  z.object({ show: z.enum(['last', 'min', 'max']) }),
  z.object({ step: z.int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER) }),
]);
export type MetricChoice = z.infer<typeof metricChoice>;

export const comparisonRow = z.object({
  group: z.enum(['param', 'metric', 'tag', 'git', 'data', 'environment', 'duration']),
  key: z.string(),
  /** In the order of the runs; null where a run lacks the key. Numbers of metrics stay numbers. */
  values: z.array(z.union([z.string(), z.number(), z.null()])),
  differs: z.boolean(),
  direction: z.enum(['max', 'min']).nullable(),
  /** Index of the best run; null where no direction is known or runs tie. */
  best: z.int().nullable(),
  /** Difference to the base, for numbers. */
  delta: z.array(z.number().nullable()).nullable(),
  /** The step each value was logged at; only of metrics shown at a step. */
  steps: z.array(z.number().nullable()).optional(),
});
export type ComparisonRow = z.infer<typeof comparisonRow>;

export const comparison = z.object({
  base: z.string(),
  runs: z.array(z.object({ id: z.string(), name: z.string() })),
  rows: z.array(comparisonRow),
});
export type Comparison = z.infer<typeof comparison>;
