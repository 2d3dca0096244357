import type { Column } from './columns';

/** A value bound to `$1`, `$2`, … of a query. */
export type Param = string | number | bigint | boolean | null;

export interface Query {
  readonly kind: 'query';
  readonly sql: string;
  readonly params: readonly Param[];
  /** Absolute paths that the query may read; no other file can be reached. */
  readonly files: readonly string[];
}

export interface WriteParquet {
  readonly kind: 'writeParquet';
  readonly columns: readonly Column[];
  /** Absolute path; a file there is replaced. */
  readonly file: string;
}

export type Job = Query | WriteParquet;

/** What the worker is started with. */
export interface WorkerSettings {
  /** Where DuckDB puts what does not fit into its memory; made when needed, removed after. */
  readonly tempFolder: string;
  readonly memoryLimitMiB: number;
}

export type ToWorker =
  { readonly kind: 'start'; readonly id: number; readonly job: Job } | { readonly kind: 'cancel'; readonly id: number };

/** `columns` is what a query found, or nothing for a written file. */
export type FromWorker =
  | { readonly id: number; readonly columns: readonly Column[] }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string; readonly hint: string } };
