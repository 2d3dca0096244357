import * as z from 'zod';

/** Names of the stages in the order of a version's way. */
export const stageNames = ['None', 'Staging', 'Production', 'Archived'] as const;

const stage = z.enum(stageNames);
const text = z.string().min(1);
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
const warnings = z.array(warning);

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

const stageChange = z.object({ version: z.int(), from: stage, to: stage, kind: z.string() });

/** Who asks, where that is not the folder's Git identity: `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL` of the asking process. */
const asker = { as: z.object({ name: text.optional(), email: text.optional() }).optional() };

/** A model by name, or a version as `NAME/2`, `NAME@alias` or `NAME/v1.2.3`. */
const reference = { ref: text };

/** Questions about registered models; all answers carry warnings. */
export const registryRpc = {
  'models/list': {
    params: z.object({
      stage: z.string().optional(),
      governed: z.boolean().optional(),
      limit: z.int().min(1).max(1000).default(200),
      /** `next` of the page before. */
      after: z.string().optional(),
    }),
    result: z.object({ models: z.array(modelDocument), total: z.int(), next: z.string().nullable(), warnings }),
  },
  /** A model with all its versions, or one version with its history. */
  'models/show': {
    params: z.object(reference),
    result: z.union([
      z.object({
        model: modelDocument,
        versions: z.array(versionDocument),
        requests: z.array(z.unknown()),
        warnings,
      }),
      z.object({
        model: z.string(),
        version: versionDocument,
        requests: z.array(z.unknown()),
        history: z.array(auditEvent),
        deployments: z.array(z.unknown()),
        warnings,
      }),
    ]),
  },
  /** Registers what a run made; the model is made with its first version. */
  'models/register': {
    params: z.object({
      name: text,
      runId: text,
      /** Below the run's artifacts; absent: the model that the run logged, else `model`. */
      artifactPath: z.string().optional(),
      semver: z.string().optional(),
      description: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
      parents: z.array(text).optional(),
      ...asker,
    }),
    result: z.object({
      version: versionDocument,
      /** The request that registering opened. */
      request: z.null(),
      applied: z.boolean(),
      reason: z.null(),
      warnings,
    }),
  },
  'models/describe': {
    params: z.object({ ...reference, description: z.string(), ...asker }),
    result: z.object({ model: modelDocument, version: versionDocument.nullable(), warnings }),
  },
  'models/rename': {
    params: z.object({ name: text, newName: text, ...asker }),
    result: z.object({ model: modelDocument, warnings }),
  },
  'models/delete': {
    params: z.object({ ...reference, ...asker }),
    result: z.object({ model: z.string(), version: z.int().nullable(), warnings }),
  },
  /** Points an alias at a version; `version` null removes it. */
  'models/alias': {
    params: z.object({ name: text, alias: text, version: z.int().min(1).nullable(), ...asker }),
    result: z.object({ model: modelDocument, warnings }),
  },
  /** Sets tags of a model or a version; null removes one. */
  'models/tag': {
    params: z.object({ ...reference, tags: z.record(z.string(), z.string().nullable()), ...asker }),
    result: z.object({ model: modelDocument, version: versionDocument.nullable(), warnings }),
  },
  /** Moves a version of a model without a policy. Throws `ALREADY_IN_STAGE`. */
  'models/transition': {
    params: z.object({
      ...reference,
      /** In any case. */
      stage: text,
      reason: z.string().optional(),
      archiveExisting: z.boolean().default(false),
      ...asker,
    }),
    result: z.object({
      version: versionDocument,
      request: z.null(),
      applied: z.boolean(),
      reason: z.null(),
      changes: z.array(stageChange),
      deployments: z.array(z.unknown()),
      warnings,
    }),
  },
  'models/audit': {
    params: z.object({
      ref: text.optional(),
      requestId: z.string().optional(),
      actions: z.array(z.string()).optional(),
      since: z.number().optional(),
      until: z.number().optional(),
      /** The newest of those that match. */
      limit: z.int().min(1).max(1_000_000).default(1000),
    }),
    /** Oldest first. */
    result: z.object({ events: z.array(auditEvent), total: z.int(), warnings }),
  },
  /** Checks the log, its anchors and the tables. `accept` takes what is there for true from now on, with this reason. */
  'models/verify': {
    params: z.object({ accept: text.optional(), ...asker }),
    result: verifyDocument,
  },
  /** Stages and aliases as they were at a time (milliseconds since 1970); absent: now. */
  'models/state': {
    params: z.object({ name: text.optional(), at: z.number().optional() }),
    result: stateDocument,
  },
} as const;
