import * as z from 'zod';
import { journalRpc } from './journal';
import { changedFile, comparison, metricChoice, runDocument, runRow } from './run';
import { registryRpc } from './registryRpc';
import { searchRpc } from './searchRpc';
import { stalenessRpc } from './staleness';
import { tableRpc } from './table';

const id = z.string().min(1);
const ids = z.array(id);

const selection = z.object({
  /** Absent: all experiments. */
  experimentIds: z.array(z.string()).optional(),
  filter: z.string().optional(),
  orderBy: z.array(z.string()).optional(),
  view: z.enum(['active', 'deleted', 'all']).default('active'),
  /** A run's id: its children; null: runs that have no parent; absent: both. */
  parentId: z.string().nullable().optional(),
  limit: z.int().min(1).max(50_000).default(200),
  /** `next` of the page before. */
  after: z.string().optional(),
});

/** Only these keys of each kind; absent: all. */
const include = z
  .object({ params: z.array(z.string()), metrics: z.array(z.string()), tags: z.array(z.string()) })
  .optional();

const direction = z.enum(['max', 'min']);

export const experimentRow = z.object({
  id: z.string(),
  name: z.string(),
  lifecycle: z.enum(['active', 'deleted']),
  runs: z.int(),
  topLevelRuns: z.int(),
  running: z.int(),
  deletedRuns: z.int(),
  /** From MLflow's `mlflow.experiment.primaryMetric.*` tags; never guessed. */
  primaryMetric: z.object({ key: z.string(), direction }).nullable(),
  updatedAt: z.string(),
});
export type ExperimentRow = z.infer<typeof experimentRow>;

/**
 * Every question the editor, the command line and the webviews may ask the tracker: `POST /api/modeltrail/v1/rpc/<name>`
 * with the params as body. The tracker parses params, the asker parses the result.
 */
export const rpc = {
  ...tableRpc,
  ...searchRpc,
  ...journalRpc,
  ...stalenessRpc,
  ...registryRpc,

  'tracker/status': {
    params: z.object({}),
    result: z.object({
      version: z.string(),
      folder: z.string(),
      store: z.string(),
      storeBytes: z.number(),
      pid: z.int(),
      startedAt: z.string(),
      activeRuns: z.int(),
      windows: z.int(),
      /** What is wrong with the store, which is only read since that was found; null while it is whole. */
      damaged: z.string().nullable(),
    }),
  },
  'tracker/check': { params: z.object({}), result: z.object({ problems: z.array(z.string()) }) },
  'tracker/backup': { params: z.object({ file: z.string() }), result: z.object({ file: z.string() }) },
  /** The backups that the tracker made by itself, newest first. */
  'tracker/backups': {
    params: z.object({}),
    result: z.array(z.object({ file: z.string(), at: z.string(), bytes: z.number() })),
  },

  'experiments/list': { params: z.object({}), result: z.array(experimentRow) },
  'experiments/create': { params: z.object({ name: z.string() }), result: z.object({ id: z.string() }) },

  'runs/page': {
    params: selection.extend({
      include,
    }),
    result: z.object({ runs: z.array(runRow), total: z.int(), next: z.string().nullable() }),
  },
  'runs/documents': {
    params: selection,
    result: z.object({ runs: z.array(runDocument), total: z.int(), next: z.string().nullable() }),
  },
  /** Writes the selected runs, all unless `limit` says otherwise, as a table to an absolute path; one there is replaced. */
  'runs/export': {
    params: selection.extend({
      format: z.literal('parquet'),
      file: z.string().min(1),
      limit: z.int().min(1).optional(),
    }),
    result: z.object({ file: z.string(), runs: z.int(), columns: z.int(), sizeBytes: z.number() }),
  },
  /** The full id of a run named by id, unique prefix of at least 4 characters, or `@latest`. */
  'runs/resolve': { params: z.object({ name: z.string() }), result: z.object({ id: z.string() }) },
  /** `skipMissing` leaves out runs that were deleted for good, which fail the question otherwise. */
  'runs/rows': {
    params: z.object({ ids, include, skipMissing: z.boolean().default(false) }),
    result: z.array(runRow),
  },
  'runs/read': { params: z.object({ id }), result: runDocument },
  'runs/create': {
    params: z.object({
      experiment: z.string().optional(),
      name: z.string().optional(),
      user: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
    result: runDocument,
  },
  'runs/end': {
    params: z.object({ id, status: z.enum(['FINISHED', 'FAILED', 'KILLED']) }),
    result: z.object({}),
  },
  /** The program that a run is made of: the tracker describes it and samples it and its children until it ends. */
  'runs/attachProcess': { params: z.object({ id, pid: z.int().positive() }), result: z.object({}) },
  /** `skipMissing` leaves out runs that were deleted for good, which fail the question otherwise. */
  'runs/compare': {
    params: z.object({
      ids: ids.min(1),
      base: id.optional(),
      metric: metricChoice.default({ show: 'last' }),
      skipMissing: z.boolean().default(false),
    }),
    result: comparison,
  },
  'runs/metricKeys': {
    params: z.object({ ids }),
    result: z.array(z.object({ key: z.string(), runs: z.int(), points: z.int() })),
  },

  /** What the run's code is: files that were not committed, what the snapshot left out, and why there is none. */
  'runs/code': {
    params: z.object({ id }),
    result: z.object({
      files: z.array(z.object({ path: z.string(), status: z.string() })),
      leftOut: z.array(z.object({ path: z.string(), reason: z.string(), bytes: z.number().nullable() })),
      problem: z.string().nullable(),
      /** The repository's folder, which the paths are relative to. */
      root: z.string().nullable(),
    }),
  },
  /** `to` null: the working tree as it is now. */
  'runs/diff': {
    params: z.object({ from: id, to: id.nullable(), patch: z.boolean().default(false) }),
    result: z.object({ from: z.string(), to: z.string(), root: z.string(), files: z.array(changedFile) }),
  },
  /** A file as the run's snapshot holds it; `before` reads it as committed, without the uncommitted changes. */
  'runs/file': {
    params: z.object({ id, path: z.string(), before: z.boolean().default(false) }),
    result: z.object({ base64: z.string().nullable() }),
  },
  'runs/restoreCode': {
    params: z.object({ id, mode: z.enum(['worktree', 'branch', 'apply']), target: z.string().optional() }),
    result: z.object({ message: z.string() }),
  },
  'runs/undoRestoreCode': { params: z.object({}), result: z.object({ message: z.string() }) },

  'artifacts/list': {
    params: z.object({ id, path: z.string().default('') }),
    result: z.object({
      root: z.string(),
      files: z.array(z.object({ path: z.string(), isDir: z.boolean(), bytes: z.number().nullable() })),
    }),
  },
  /** Where an artifact lies on this disk; null when it lies elsewhere. */
  'artifacts/locate': {
    params: z.object({ id, path: z.string() }),
    result: z.object({ file: z.string().nullable() }),
  },
} as const;

export type RpcName = keyof typeof rpc;
export type RpcParams<Name extends RpcName> = z.input<(typeof rpc)[Name]['params']>;
export type RpcParsed<Name extends RpcName> = z.output<(typeof rpc)[Name]['params']>;
export type RpcResult<Name extends RpcName> = z.output<(typeof rpc)[Name]['result']>;

export const rpcPrefix = '/api/modeltrail/v1';
