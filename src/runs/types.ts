/** A 64-bit integer: a number where it is exact, else a bigint. */
export type Int = number | bigint;

export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
export type Lifecycle = 'active' | 'deleted';
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface Experiment {
  /** Decimal text, up to 18 digits. */
  readonly id: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycle: Lifecycle;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly tags: readonly KeyValue[];
}

/** One measured point: `value` may be NaN, never infinite; `timestamp` is in milliseconds since 1970. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  readonly timestamp: Int;
  readonly step: Int;
  /** The logged model this was measured on, and on which data. */
  readonly modelId?: string | undefined;
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/** The latest point of a series by (step, timestamp, value), with the extremes of its finite values. */
export interface MetricSummary extends MetricPoint {
  readonly min: number | null;
  readonly max: number | null;
  readonly count: number;
}

export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly tags: readonly KeyValue[];
}

export interface RunInfo {
  /** Row number in this store; never leaves it. */
  readonly row: number;
  /** 32 lower-case hex digits. */
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly userId: string;
  readonly status: RunStatus;
  readonly startTime: Int | null;
  readonly endTime: Int | null;
  readonly artifactUri: string;
  readonly lifecycle: Lifecycle;
  readonly deletedTime: number | null;
  readonly starred: boolean;
  readonly parentId: string | null;
  /** When the run's process was found gone, in milliseconds; null while it lives or has ended. */
  readonly lostSince: number | null;
  readonly lastActivity: number;
}

export interface ModelLink {
  readonly modelId: string;
  readonly step: Int | null;
}

/** A run with all that is logged on it, but for its series. */
export interface Run {
  readonly info: RunInfo;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
  readonly metrics: readonly MetricSummary[];
  readonly datasets: readonly DatasetInput[];
  readonly modelInputs: readonly ModelLink[];
  readonly modelOutputs: readonly ModelLink[];
}
