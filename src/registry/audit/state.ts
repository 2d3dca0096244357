import type { KeyValue } from '../../runs';
import type { Stage } from '../types';

type Lifecycle = 'active' | 'deleted';

/** A model as the log, or the tables, have it. */
export interface ModelState {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly lifecycle: Lifecycle;
  /** By key. */
  readonly tags: readonly KeyValue[];
  /** By alias; `value` is a version's id. */
  readonly aliases: readonly KeyValue[];
}

/** A version as the log, or the tables, have it. */
export interface VersionState {
  readonly id: string;
  readonly modelId: string;
  readonly version: number;
  readonly semver: string | null;
  readonly stage: Stage;
  /** Milliseconds since 1970. */
  readonly stageSince: number;
  readonly source: string;
  readonly location: string;
  readonly runId: string | null;
  readonly rootDigest: string | null;
  readonly description: string | null;
  readonly lifecycle: Lifecycle;
  readonly tags: readonly KeyValue[];
}
