import type { KeyValue } from '../runs';

export const stages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type Stage = (typeof stages)[number];

export type VersionStatus = 'READY' | 'PENDING_REGISTRATION' | 'FAILED_REGISTRATION';

/** How someone was told apart from others, and how strong that is. */
export interface Actor {
  /** Key of the policy's `people`; null for who is not in it. */
  readonly person: string | null;
  readonly name: string;
  readonly email: string;
  readonly method: 'git' | 'account' | 'ssh' | 'rest' | 'system';
  readonly assurance: 'claimed' | 'authenticated' | 'signed' | 'host';
}

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
  readonly semver: string | null;
  readonly stage: Stage;
  /** Milliseconds since 1970, as all times here. */
  readonly stageSince: number;
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
  /** Of the run's code, when it was registered. */
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly rootDigest: string | null;
  readonly sizeBytes: number | null;
  readonly files: number | null;
  /** References `NAME/VERSION` of the versions it was made of. */
  readonly parents: readonly string[];
  readonly registeredBy: Actor;
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
