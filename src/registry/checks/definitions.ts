/** How a check counts, and what an absent input means; a NaN is never absent. */
interface Common {
  readonly id: string;
  /** Advisory: what fails or cannot be judged becomes a warning. */
  readonly severity?: 'blocking' | 'advisory' | undefined;
  readonly on_missing?: 'error' | 'warn' | 'skip' | undefined;
}

export interface MetricCheck extends Common {
  readonly kind: 'metric';
  readonly metric: string;
  readonly goal?: 'max' | 'min' | undefined;
  readonly at_least?: number | undefined;
  readonly at_most?: number | undefined;
  /** A negative `min_delta` is a loss that is tolerated. */
  readonly vs_baseline?:
    { readonly min_delta?: number | undefined; readonly mode?: 'abs' | 'rel' | undefined } | undefined;
  readonly same_dataset?: boolean | undefined;
  readonly dataset?: string | undefined;
  readonly context?: string | undefined;
  readonly on_no_baseline?: 'skip' | 'fail' | undefined;
}

export interface LatencyCheck extends Common {
  readonly kind: 'latency';
  /** A logged value in milliseconds. */
  readonly metric?: string | undefined;
  /** A metric whose points are samples in milliseconds. */
  readonly samples?: string | undefined;
  readonly percentile?: number | undefined;
  readonly at_most: number;
  readonly min_samples?: number | undefined;
  readonly same_hardware?: 'off' | 'warn' | 'fail' | undefined;
}

export interface SizeCheck extends Common {
  readonly kind: 'size';
  /** Bytes. */
  readonly at_most: number;
}

export const fairnessMeasures = [
  'demographic_parity_difference',
  'demographic_parity_ratio',
  'equalized_odds_difference',
  'equalized_odds_ratio',
  'equal_opportunity_difference',
] as const;
export type FairnessMeasure = (typeof fairnessMeasures)[number];

export interface FairnessCheck extends Common {
  readonly kind: 'fairness';
  readonly measure: FairnessMeasure;
  readonly agg?: 'worst_case' | 'mean' | undefined;
  readonly method?: 'between_groups' | 'to_overall' | undefined;
  readonly sensitive?: readonly string[] | undefined;
  readonly at_most?: number | undefined;
  readonly at_least?: number | undefined;
  readonly counts?: string | undefined;
  readonly metric?: string | undefined;
  readonly min_group_n?: number | undefined;
}

export const driftSeverities = ['none', 'moderate', 'significant'] as const;
export type DriftSeverity = (typeof driftSeverities)[number];

export interface DriftCheck extends Common {
  readonly kind: 'drift';
  readonly severity_in?: readonly DriftSeverity[] | undefined;
  readonly max_drifted_share?: number | undefined;
  /** Milliseconds. */
  readonly max_age?: number | undefined;
}

export interface DatasetCheck extends Common {
  readonly kind: 'dataset';
  readonly context?: string | undefined;
  readonly same_as_baseline?: boolean | undefined;
  readonly digest?: string | undefined;
}

export const lineageParts = [
  'train_dataset_digest',
  'eval_dataset_digest',
  'config',
  'code_commit',
  'environment',
  'parents',
] as const;
export type LineagePart = (typeof lineageParts)[number];

export interface LineageCheck extends Common {
  readonly kind: 'lineage';
  readonly require: readonly LineagePart[];
}

export interface GitCheck extends Common {
  readonly kind: 'git';
  readonly clean?: boolean | undefined;
  readonly reachable_from?: string | undefined;
  readonly pushed?: boolean | undefined;
  readonly signed?: 'off' | 'warn' | 'fail' | undefined;
}

export interface ModelCardCheck extends Common {
  readonly kind: 'model_card';
  readonly path?: string | undefined;
  readonly require?: readonly string[] | undefined;
  readonly sections?: readonly string[] | undefined;
  readonly no_placeholders?: boolean | undefined;
}

export interface IntegrityCheck extends Common {
  readonly kind: 'integrity';
  readonly signature?: 'off' | 'optional' | 'required' | undefined;
}

export interface PipelineCheck extends Common {
  readonly kind: 'pipeline';
  readonly stage: string;
}

/** A check of `gates.yaml` that is judged by facts alone; durations in milliseconds, sizes in bytes. */
export type FactCheck =
  | MetricCheck
  | LatencyCheck
  | SizeCheck
  | FairnessCheck
  | DriftCheck
  | DatasetCheck
  | LineageCheck
  | GitCheck
  | ModelCardCheck
  | IntegrityCheck
  | PipelineCheck;
