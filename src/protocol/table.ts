import * as z from 'zod';

/**
 * A column of the run table, as text: a fact (`name`, `status`, `started`, `ended`, `duration`, `user`, `experiment`, `id`,
 * `note`, `starred`, `code` (how the run's code differs from the workspace now), `data` (datasets), `git.commit`,
 * `git.branch`, `git.dirty`), or `metrics.`, `params.`, `tags.` followed by the key as it was logged, unquoted.
 */
export const columnId = z.string().min(1);

/** Which runs a table holds, and in which order: the tracker filters, sorts and groups. */
export const tableQuery = z.object({
  /** Absent: all experiments. */
  experimentIds: z.array(z.string()).optional(),
  /** These runs alone, whatever their experiment. */
  ids: z.array(z.string()).optional(),
  /** The search language. */
  filter: z.string().default(''),
  view: z.enum(['active', 'deleted', 'all']).default('active'),
  /**
   * The first key counts most. Numbers come before text and missing values last, both ways; what all keys leave equal comes
   * newest first.
   */
  sort: z
    .array(z.object({ column: columnId, descending: z.boolean() }))
    .max(8)
    .default([]),
  /**
   * A column whose equal values make a group, or `seed`: runs that differ in nothing but the seed (same experiment, code and
   * params, but for params named as a seed).
   */
  group: columnId.nullable().default(null),
});
export type TableQuery = z.input<typeof tableQuery>;

/** What a group shows of a number column. */
export const groupCell = z.object({
  column: columnId,
  /** Runs with a finite value. */
  count: z.int(),
  mean: z.number(),
  /** Sample standard deviation; null for one value. */
  deviation: z.number().nullable(),
  /** Half the width of the 95 % confidence interval of the mean, by Student's t; null for one value. */
  interval: z.number().nullable(),
  min: z.number(),
  max: z.number(),
});
export type GroupCell = z.infer<typeof groupCell>;

export const tableGroup = z.object({
  /** What its runs have in common; null: they lack the value. */
  value: z.string().nullable(),
  /** For people: the value, or `3 runs of calm-otter-12` for runs that differ in the seed alone. */
  label: z.string(),
  /** Its runs are `ids[start]` to `ids[start + count - 1]`. */
  start: z.int(),
  count: z.int(),
  /** Of columns with a finite number; a table of very many groups leaves out those of one run, which shows its own. */
  cells: z.array(groupCell),
});
export type TableGroup = z.infer<typeof tableGroup>;

export const tableOrder = z.object({
  /** Every run of the table in its order, at most {@link tableLimit}. */
  ids: z.array(z.string()),
  /** How many match; more than `ids` holds when the table is cut. */
  total: z.int(),
  /** Null without a grouping. Groups with the newest run come first, unless a sort key is the grouping's column. */
  groups: z.array(tableGroup).nullable(),
});
export type TableOrder = z.infer<typeof tableOrder>;

/** More runs than this need a filter to be seen. */
export const tableLimit = 50_000;

export const tableColumn = z.object({ column: columnId, runs: z.int() });

/** A column of a saved layout. */
export const shownColumn = z.object({
  column: columnId,
  /** In CSS pixels; absent: the column's own. */
  width: z.number().positive().optional(),
  pinned: z.boolean().optional(),
  /** Which values of a metric are better, where the user said so. */
  better: z.enum(['max', 'min']).optional(),
});
export type ShownColumn = z.infer<typeof shownColumn>;

/** A table as it is kept under a name, and over a reload. */
export const tableLayout = z.object({
  query: tableQuery.omit({ ids: true }),
  columns: z.array(shownColumn).max(500),
  onlyDiffering: z.boolean().default(false),
  /** A faint bar behind each metric. */
  bars: z.boolean().default(false),
});
export type TableLayout = z.infer<typeof tableLayout>;

export const savedView = z.object({
  name: z.string().trim().min(1).max(80),
  /** In `.modeltrail/views/`, to be committed; else for this user alone. */
  shared: z.boolean(),
  layout: tableLayout,
});
export type SavedView = z.infer<typeof savedView>;

/** Questions of the run table. */
export const tableRpc = {
  /** `aggregate`: number columns whose group cells are wanted. */
  'runs/table': {
    params: tableQuery.extend({ aggregate: z.array(columnId).max(200).default([]) }),
    result: tableOrder,
  },
  /** Every column the matching runs have a value in, facts left out; most used first, then by name. */
  'runs/columns': {
    params: tableQuery.pick({ experimentIds: true, ids: true, filter: true, view: true }).extend({
      /** Only columns whose text holds this, in any case. */
      find: z.string().default(''),
      /** The most used ones are kept. */
      limit: z.int().min(1).max(100_000).default(20_000),
    }),
    /** `total`: how many columns there are; more than `columns` holds when the list is cut. */
    result: z.object({ runs: z.int(), columns: z.array(tableColumn), total: z.int() }),
  },
  /** The columns in which the matching runs do not all have the same value (a missing one counts as a value). */
  'runs/differing': {
    params: tableQuery.pick({ experimentIds: true, ids: true, filter: true, view: true }).extend({
      /** Only of these; absent: of all that the runs have. */
      columns: z.array(columnId).max(500).optional(),
    }),
    result: z.object({ columns: z.array(columnId) }),
  },
  /** Smallest and largest finite value of metrics over the matching runs. */
  'runs/extremes': {
    params: tableQuery
      .pick({ experimentIds: true, ids: true, filter: true, view: true })
      .extend({ columns: z.array(columnId).max(200) }),
    result: z.array(z.object({ column: columnId, min: z.number(), max: z.number() })),
  },
  /** Writes the table as shown to an absolute path; a file there is replaced. */
  'runs/exportTable': {
    params: z.object({
      query: tableQuery,
      columns: z.array(columnId).min(1).max(20_000),
      format: z.enum(['csv', 'json', 'md', 'parquet']),
      file: z.string().min(1),
    }),
    result: z.object({ file: z.string(), runs: z.int() }),
  },
  /**
   * Per run the runs that differ from it in nothing but the seed, with the latest value of `metric`: itself and those that
   * finished, where the value is finite. Ids of no run are left out.
   */
  'runs/repeats': {
    params: z.object({ ids: z.array(z.string()).min(1).max(100), metric: z.string() }),
    result: z.array(z.object({ id: z.string(), repeats: z.array(z.object({ id: z.string(), value: z.number() })) })),
  },

  /** By name; `problems` has a sentence for each file that is no saved view, which is left as it is. */
  'views/list': {
    params: z.object({}),
    result: z.object({ views: z.array(savedView), problems: z.array(z.string()) }),
  },
  /** One of the same name and kind is replaced. */
  'views/save': { params: savedView, result: z.object({ file: z.string() }) },
  'views/delete': { params: savedView.pick({ name: true, shared: true }), result: z.object({}) },
} as const;
