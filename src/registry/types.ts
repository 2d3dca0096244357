import type { KeyValue } from '../runs';

export const stages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type Stage = (typeof stages)[number];

export type VersionStatus = 'READY' | 'PENDING_REGISTRATION' | 'FAILED_REGISTRATION';

export interface Alias {
  readonly alias: string;
  /** Number of the version it points at. */
  readonly version: number;
}

export interface ModelVersion {
  /** A ULID that never changes. */
  readonly id: string;
  readonly modelId: string;
  readonly name: string;
  readonly number: number;
  readonly stage: Stage;
  readonly status: VersionStatus;
  /** As it was asked for. */
  readonly source: string;
  /** The URI of the bytes. */
  readonly location: string;
  readonly runId: string | null;
  /** The logged model it was registered from. */
  readonly loggedModelId: string | null;
  readonly runLink: string | null;
  readonly description: string | null;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly tags: readonly KeyValue[];
  readonly aliases: readonly string[];
}

export interface RegisteredModel {
  /** A ULID that never changes. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly tags: readonly KeyValue[];
  readonly aliases: readonly Alias[];
  /** The highest number of each stage that has a version. */
  readonly latestVersions: readonly ModelVersion[];
}
