import type { KeyValue } from '../../runs';
import type { Actor, Stage } from '../types';
import type { ModelState, VersionState } from './state';

/** Who acts, and when. */
export interface Author {
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The process's clock stands still (`MODELTRAIL_NOW`), which its events say. */
  readonly frozenClock?: boolean;
}

interface OfModel {
  readonly modelId: string;
  readonly model: string;
}

interface OfVersion extends OfModel {
  readonly versionId: string;
  readonly version: number;
  readonly rootDigest?: string | undefined;
}

interface OfModelOrVersion extends OfModel {
  readonly versionId?: string | undefined;
  readonly version?: number | undefined;
}

export type StageChangeKind = 'applied' | 'system' | 'rollback' | 'emergency' | 'ungoverned';

/** The policy file that judged a move: which bytes, read from where. */
export interface PolicyMark {
  readonly path: string;
  readonly ref: string | null;
  readonly commit: string | null;
  readonly sha256: string;
  readonly protected: boolean;
}

/** What each action tells beside who, when and where; enough to make the registry's tables of it. */
export interface EventFields {
  'model.created': OfModel & { readonly description?: string | undefined; readonly tags?: readonly KeyValue[] };
  /** `model` is the new name. */
  'model.renamed': OfModel & { readonly from: string; readonly to: string };
  'model.described': OfModel & { readonly description: string };
  'model.deleted': OfModel;
  'version.registered': OfVersion & {
    readonly semver: string;
    readonly source: string;
    readonly location: string;
    readonly runId?: string | undefined;
    readonly loggedModelId?: string | undefined;
    readonly runLink?: string | undefined;
    readonly description?: string | undefined;
    readonly tags?: readonly KeyValue[];
    readonly parents?: readonly string[];
    readonly git?:
      { readonly commit: string; readonly branch: string | null; readonly dirty: boolean | null } | undefined;
    readonly sizeBytes?: number | undefined;
    readonly files?: number | undefined;
  };
  'version.described': OfVersion & { readonly description: string };
  /** Its aliases go with it. */
  'version.deleted': OfVersion;
  'alias.set': OfVersion & { readonly alias: string };
  'alias.removed': OfModel & { readonly alias: string };
  'tag.set': OfModelOrVersion & { readonly key: string; readonly value: string };
  'tag.removed': OfModelOrVersion & { readonly key: string };
  'stage.changed': OfVersion & {
    readonly from: Stage;
    readonly to: Stage;
    readonly kind: StageChangeKind;
    readonly policy: PolicyMark | null;
    readonly reason?: string | undefined;
    readonly requestId?: string | undefined;
    /** The event that made this one follow. */
    readonly causeSeq?: number | undefined;
  };
  'clock.skewed': { readonly causeSeq: number; readonly behindMs: number };
  /** Either guards that were made again, or a break of the log that someone accepted: it goes on as a new chain. */
  'store.repaired': {
    readonly guards?: readonly string[] | undefined;
    readonly reason?: string | undefined;
    readonly accepted?: AcceptedBreak | undefined;
  };
}

/** What was wrong with the log, and what is taken for true from there on. */
export interface AcceptedBreak {
  readonly chains: readonly {
    readonly chainId: string;
    readonly status: string;
    readonly headSeq: number;
    readonly headHash: string;
    readonly brokenAtSeq: number | null;
  }[];
  /** SHA-256 of all rows before, so that no other change of them passes for the accepted one. */
  readonly logSha256: string;
  readonly corrections: Corrections;
}

/** Rows of the tables that the log tells otherwise, as the tables have them; ids that only the log has are in `unknown`. */
export interface Corrections {
  readonly models: readonly ModelState[];
  readonly versions: readonly VersionState[];
  readonly unknown: readonly string[];
}

export type Action = keyof EventFields;

/** An event before it has its place in the log. */
export type NewEvent = { [Name in Action]: { readonly action: Name } & EventFields[Name] }[Action];

/** What the log adds to every event. */
export interface EventStamp {
  /** From 1, without gaps. */
  readonly seq: number;
  /** A ULID: the log of one store. */
  readonly chainId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly ts: string;
  readonly actor: Actor;
  readonly client: { readonly version: string; readonly host: string };
  readonly frozenClock?: true;
}

export type AuditEvent = NewEvent & EventStamp;
export type EventOf<Name extends Action> = Extract<AuditEvent, { readonly action: Name }>;
