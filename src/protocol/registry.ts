import * as z from 'zod';

/** Names of the stages in the order of a version's way. */
export const stageNames = ['None', 'Staging', 'Production', 'Archived'] as const;

/** A stage, canonical. */
export const stage = z.enum(stageNames);
/** ISO 8601, UTC, milliseconds. */
const time = z.string();
const sha256 = z.string();

export const person = z.object({
  /** Key of the policy's `people`; null for who is not in it. */
  person: z.string().nullable(),
  name: z.string(),
  email: z.string(),
  method: z.enum(['git', 'account', 'ssh', 'rest', 'system']),
  assurance: z.enum(['claimed', 'authenticated', 'signed', 'host']),
});
export type PersonDocument = z.infer<typeof person>;

export const warning = z.object({ code: z.string(), message: z.string() });
/** What every document carries. */
export const warnings = z.array(warning);

export const registryBadge = z.enum([
  'pending',
  'no-policy',
  'policy-unprotected',
  'self-approved',
  'emergency-unreviewed',
  'changed-on-disk',
  'audit-broken',
  'deprecated',
]);

export const versionDocument = z.object({
  id: z.string(),
  model: z.string(),
  version: z.int(),
  semver: z.string().nullable(),
  stage,
  /** The live request that waits, if any. */
  pending: z.object({ requestId: z.string(), to: stage, state: z.string() }).nullable(),
  status: z.enum(['READY', 'PENDING_REGISTRATION', 'FAILED_REGISTRATION']),
  runId: z.string().nullable(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  registeredBy: person,
  createdAt: time,
  stageSince: time,
  description: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  aliases: z.array(z.string()),
  artifact: z.object({
    uri: z.string(),
    scheme: z.string(),
    /** Where the files lie on this machine; null when they lie elsewhere. */
    localPath: z.string().nullable(),
    rootDigest: sha256.nullable(),
    sizeBytes: z.number().nullable(),
    files: z.int().nullable(),
  }),
  /** References `NAME/VERSION`. */
  parents: z.array(z.string()),
  badges: z.array(registryBadge),
  gto: z.object({ stages: z.array(z.string()), tags: z.array(z.string()), declined: z.string().nullable() }).nullable(),
});
export type VersionDocument = z.infer<typeof versionDocument>;

const policyMark = z.object({
  path: z.string(),
  ref: z.string().nullable(),
  commit: z.string().nullable(),
  sha256,
  protected: z.boolean(),
});

export const auditEvent = z.object({
  seq: z.int(),
  chainId: z.string(),
  local: z.boolean(),
  ts: time,
  /** The latest time told up to and including this event: later than `ts` where a clock went back. */
  effectiveTs: time,
  action: z.string(),
  actor: person,
  model: z.string().nullable(),
  version: z.int().nullable(),
  /** Stages of a move, names of a renaming, `@alias`, `key=value` of a tag. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  kind: z.string().nullable(),
  requestId: z.string().nullable(),
  causeSeq: z.int().nullable(),
  reason: z.string().nullable(),
  policy: policyMark.nullable(),
  evidenceSha256: sha256.nullable(),
  hash: sha256,
  prevHash: sha256,
  void: z.boolean(),
});
export type AuditEventDocument = z.infer<typeof auditEvent>;

export const modelDocument = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(['store', 'gto', 'both']),
  description: z.string().nullable(),
  versions: z.int(),
  /** The highest number; of a model that only Git tags know, the greatest semantic version. */
  latest: z.union([z.int(), z.string()]).nullable(),
  /** The version that came in last is first. */
  stages: z.record(z.string(), z.array(z.union([z.int(), z.string()]))),
  openRequests: z.int(),
  aliases: z.record(z.string(), z.int()),
  policy: z.enum(['ok', 'none', 'unprotected', 'invalid']),
  badges: z.array(registryBadge),
  updatedAt: time,
});
export type ModelDocument = z.infer<typeof modelDocument>;

export const chainReport = z.object({
  chainId: z.string(),
  local: z.boolean(),
  status: z.enum(['ok', 'broken', 'truncated', 'anchor_mismatch']),
  events: z.int(),
  headSeq: z.int(),
  headHash: sha256,
  brokenAtSeq: z.int().nullable(),
  anchor: z.object({ source: z.string(), seq: z.int(), hash: sha256 }).nullable(),
});

export const verifyDocument = z.object({
  ok: z.boolean(),
  chains: z.array(chainReport),
  state: z.object({
    ok: z.boolean(),
    differences: z.array(
      z.object({
        what: z.string(),
        model: z.string(),
        version: z.int().nullable(),
        log: z.string().nullable(),
        table: z.string().nullable(),
      }),
    ),
  }),
  files: z.array(
    z.object({
      model: z.string(),
      version: z.int(),
      status: z.enum(['unchanged', 'changed', 'missing', 'not_checked']),
      paths: z.array(z.string()),
    }),
  ),
  guards: z.object({ ok: z.boolean(), missing: z.array(z.string()) }),
  signatures: z.array(z.unknown()),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
  warnings,
});
export type VerifyDocument = z.infer<typeof verifyDocument>;

export const stateDocument = z.object({
  at: time,
  models: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.int(), stage, since: time, seq: z.int() })),
      aliases: z.record(z.string(), z.int()),
    }),
  ),
  warnings,
});
export type StateDocument = z.infer<typeof stateDocument>;
