import * as z from 'zod';
import { auditEvent, modelDocument, stage, stateDocument, verifyDocument, versionDocument, warnings } from './registry';

const text = z.string().min(1);

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
