import type { ManifestDifference } from '../artifacts/manifest';
import type { SignatureFinding } from '../artifacts/omsSignature';
import type { LineagePart } from './definitions';

export interface DatasetRef {
  readonly name: string;
  readonly digest: string;
}

/** A dataset that a run logged, with the context it was used in, such as `training` or `eval`. */
export interface RunDataset extends DatasetRef {
  readonly context: string | null;
  readonly uri: string | null;
}

/** A point of a metric; `dataset` is the one it was logged with. */
export interface Point {
  readonly value: number;
  readonly step: number | bigint;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly dataset: DatasetRef | null;
}

export interface RunFacts {
  readonly id: string;
  /** Points by key, in any order: the latest of each is enough but for samples and points of datasets. */
  readonly metrics: ReadonlyMap<string, readonly Point[]>;
  readonly datasets: readonly RunDataset[];
  /** What it was measured on, in one text that is equal for equal machines. */
  readonly hardware: string | null;
}

export interface CandidateFacts {
  readonly versionId: string;
  readonly rootDigest: string | null;
  /** Sum of the manifest's sizes; null for a link of unknown size. */
  readonly sizeBytes: number | null;
  readonly run: RunFacts | null;
}

/** The version in Production when the checks run. */
export interface BaselineFacts {
  readonly version: number;
  readonly versionId: string;
  readonly rootDigest: string | null;
  readonly run: RunFacts | null;
}

/** The text of a file that a check reads, with its SHA-256 as hex. */
export interface FileFact {
  readonly text: string;
  readonly sha256: string;
}

export interface GitFacts {
  readonly commit: string | null;
  /** Whether the tree had changes when the run was made; null if nobody recorded it. */
  readonly dirty: boolean | null;
  /** By ref, whether the commit is an ancestor of it; `shallow` when the clone is too short to tell. */
  readonly reachable: ReadonlyMap<string, 'yes' | 'no' | 'shallow' | 'no-ref'>;
  /** Whether a remote has the commit, by what was fetched last; null if that cannot be told. */
  readonly pushed: boolean | null;
  /** Whether the commit has a good signature; null if that cannot be told. */
  readonly signature: 'good' | 'bad' | 'none' | null;
}

/** How a part of the lineage is known; an inferred one is a guess. */
export type Known = 'logged' | 'declared' | 'inferred' | 'unknown';

/** A drift report stored with the version: `document` is its parsed JSON. */
export interface ReportFact {
  readonly ref: string;
  readonly sha256: string;
  readonly document: unknown;
}

/** What a re-hash of the version's files found; null where they are not on this machine. */
export interface IntegrityFacts {
  readonly found: { readonly rootDigest: string; readonly difference: ManifestDifference } | null;
  readonly signature: SignatureFinding | null;
}

/** All that checks are judged by: gathered before, so that judging reads nothing and gives the same answer again. */
export interface Facts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly candidate: CandidateFacts;
  readonly baseline: BaselineFacts | null;
  /** Artifacts of the run and files beside the model by the path that a check names. */
  readonly files: ReadonlyMap<string, FileFact>;
  readonly git: GitFacts;
  readonly lineage: Readonly<Record<LineagePart, Known>>;
  readonly reports: readonly ReportFact[];
  /** Digests that stand for the data the version was trained on, one of which a drift report must have as reference. */
  readonly trainingDigests: readonly string[];
  readonly integrity: IntegrityFacts;
}
