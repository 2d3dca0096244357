import * as z from 'zod';
import type { RpcName, RpcParams, RpcResult } from './rpc';
import { tableLayout, tableQuery } from './table';

/**
 * Messages between a webview and its panel. The webview asks the tracker's questions (a subset) and commands the editor;
 * the host relays and never holds data. Every request has an id; its reply carries the same id, or an error.
 */
export const viewQuestions = [
  'experiments/list',
  'experiments/setPrimaryMetric',
  'runs/rows',
  'runs/read',
  'runs/compare',
  'runs/metricKeys',
  'runs/change',
  'runs/code',
  'runs/diff',
  'artifacts/list',
  'runs/table',
  'runs/columns',
  'runs/differing',
  'runs/extremes',
  'runs/repeats',
  'runs/staleness',
  'runs/bisect',
  'runs/delete',
  'runs/restore',
  'runs/move',
  'journal/undo',
  'journal/redo',
  'search/complete',
  'search/metricKeys',
  'views/list',
  'views/save',
  'views/delete',
] as const satisfies readonly RpcName[];
export type ViewQuestion = (typeof viewQuestions)[number];

/** What a webview may have the editor do; ids and paths are checked again by the host. */
export const viewCommand = z.discriminatedUnion('name', [
  z.object({ name: z.literal('openRun'), id: z.string(), beside: z.boolean().optional() }),
  z.object({ name: z.literal('openCompare'), ids: z.array(z.string()) }),
  /** `to` null: the working tree. `path` null: all changed files in the multi-diff editor. */
  z.object({ name: z.literal('openDiff'), from: z.string(), to: z.string().nullable(), path: z.string().nullable() }),
  /** The run's uncommitted changes of a file: committed version against snapshot. */
  z.object({ name: z.literal('openUncommitted'), id: z.string(), path: z.string() }),
  z.object({ name: z.literal('openArtifact'), id: z.string(), path: z.string() }),
  /** The same artifact of two runs, or two of one run, in the diff editor. */
  z.object({
    name: z.literal('diffArtifacts'),
    from: z.object({ id: z.string(), path: z.string() }),
    to: z.object({ id: z.string(), path: z.string() }),
  }),
  z.object({ name: z.literal('saveArtifact'), id: z.string(), path: z.string() }),
  z.object({ name: z.literal('restoreCode'), id: z.string(), mode: z.enum(['worktree', 'branch', 'apply']) }),
  /** Takes back the last code that was applied to the workspace. */
  z.object({ name: z.literal('undoRestoreCode') }),
  z.object({ name: z.literal('addRuns') }),
  /** `ids` null: the table of all runs; else of these. */
  z.object({ name: z.literal('openTable'), ids: z.array(z.string()).nullable() }),
  /** Asks where to, then writes what the table shows. */
  z.object({ name: z.literal('exportTable'), query: tableQuery, columns: z.array(z.string()) }),
  z.object({ name: z.literal('tick'), ids: z.array(z.string()), ticked: z.boolean() }),
  /** Asks first: it cannot be undone. */
  z.object({ name: z.literal('deleteForever'), ids: z.array(z.string()) }),
  /** Asks which experiment. */
  z.object({ name: z.literal('moveRuns'), ids: z.array(z.string()) }),
  z.object({ name: z.literal('bisect'), good: z.string(), bad: z.string() }),
  /** Opens a terminal in a new worktree at the commit and types the command; the user presses Enter. */
  z.object({
    name: z.literal('runAtCommit'),
    commit: z.string(),
    commandLine: z.array(z.string()),
    /** Where it ran, as a path from the workspace folder; null when that was elsewhere. */
    folder: z.string().nullable(),
  }),
  /** Asks where to, then writes a Markdown file and the pictures it shows beside it. */
  z.object({
    name: z.literal('saveMarkdown'),
    markdown: z.string(),
    pictures: z.array(z.object({ path: z.string(), svg: z.string() })),
  }),
  z.object({ name: z.literal('copy'), text: z.string() }),
  z.object({ name: z.literal('showLog') }),
]);
export type ViewCommand = z.infer<typeof viewCommand>;

/** The largest artifact a webview is handed, in bytes. */
export const artifactLimit = 20 * 1024 * 1024;

/** From the webview. */
export const fromView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('ask'), id: z.int(), name: z.enum(viewQuestions), params: z.unknown() }),
  z.object({ kind: z.literal('series'), id: z.int(), params: z.unknown() }),
  /**
   * Bytes of an artifact, for pictures, text and tables shown in the page; refused over `artifactLimit`. With `tail` the
   * last so many bytes of a file of any size.
   */
  z.object({
    kind: z.literal('artifact'),
    id: z.int(),
    run: z.string(),
    path: z.string(),
    tail: z.int().positive().max(artifactLimit).optional(),
  }),
  z.object({ kind: z.literal('abort'), id: z.int() }),
  z.object({ kind: z.literal('command'), command: viewCommand }),
  z.object({ kind: z.literal('title'), title: z.string() }),
]);
export type FromView = z.infer<typeof fromView>;

/**
 * To the webview. An answer is a Uint8Array: to `ask` the tracker's UTF-8 JSON, to `series` the message of series.ts, to
 * `artifact` the file's bytes.
 */
export const toView = z.discriminatedUnion('kind', [
  /** The first message, answers `ready`: what to show, and whether this folder may be changed. */
  z.object({ kind: z.literal('show'), intent: z.unknown(), trusted: z.boolean() }),
  z.object({ kind: z.literal('answer'), id: z.int(), result: z.unknown() }),
  z.object({
    kind: z.literal('failed'),
    id: z.int(),
    code: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
  }),
  /** Runs that changed, coalesced; `all` when a gap means everything may have. */
  z.object({ kind: z.literal('changed'), runs: z.array(z.string()), all: z.boolean() }),
  /** The folder's runs that are ticked for the comparison: after `show`, and as they change. */
  z.object({ kind: z.literal('ticks'), ids: z.array(z.string()) }),
  /** Files of the workspace may have changed: what is held against them may be asked anew. */
  z.object({ kind: z.literal('workspace') }),
  /** The tracker went or came back. */
  z.object({ kind: z.literal('connection'), state: z.enum(['connected', 'connecting', 'stopped']) }),
]);
export type ToView = z.infer<typeof toView>;

/** URI of the workspace folder the runs are in: a webview keeps it, so that a reload finds the folder's tracker. */
const folder = z.string().optional();

export const runIntent = z.object({ view: z.literal('run'), folder, id: z.string() });
export const compareIntent = z.object({
  view: z.literal('compare'),
  folder,
  ids: z.array(z.string()).min(1).max(100),
  base: z.string().optional(),
  hidden: z.array(z.string()).optional(),
});
export const tableIntent = z.object({
  view: z.literal('table'),
  folder,
  /** The table of these runs alone. */
  ids: z.array(z.string()).optional(),
  /** Absent: as it was left, or the columns everyone starts with. */
  layout: tableLayout.optional(),
  /** Narrows the table as it was left to the runs of these experiments; never kept. */
  experimentIds: z.array(z.string()).optional(),
});
export const bisectIntent = z.object({
  view: z.literal('bisect'),
  folder,
  good: z.string(),
  bad: z.string(),
  metric: z.string().optional(),
});
export type TableIntent = z.infer<typeof tableIntent>;
export type BisectIntent = z.infer<typeof bisectIntent>;
export type RunIntent = z.infer<typeof runIntent>;
export type CompareIntent = z.infer<typeof compareIntent>;

export type { RpcParams, RpcResult };
