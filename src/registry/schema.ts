import type { Migration } from '../store';
import { auditGuards, auditTable } from './audit/schema';

/**
 * Tables of the model registry, a public format. Everything keys on the ULIDs `id`; names and numbers are attributes.
 * Deleting is soft: a deleted model frees its name, a deleted version never its number. Times are milliseconds since 1970.
 *
 * All of it is a projection of `registry_audit`: only `record` writes here.
 */
export const registryMigration: Migration = {
  version: 3,
  name: 'model registry',
  sql: `
${auditTable}
${Object.values(auditGuards)
  .map((guard) => `${guard};`)
  .join('\n')}
-- What happened to a model. A body that someone made no JSON must stay readable.
CREATE INDEX registry_audit_by_model ON registry_audit (json_extract(body, '$.modelId')) WHERE json_valid(body);

CREATE TABLE registry_models (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  folded_name TEXT NOT NULL,
  description TEXT,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  lifecycle   TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted'))
) WITHOUT ROWID;
CREATE UNIQUE INDEX registry_models_by_name ON registry_models (folded_name) WHERE lifecycle = 'active';

-- \`source\` is what was asked for, \`location\` the URI of the bytes; \`semver_order\` sorts by major, minor and patch;
-- \`registered_by\`, \`parents\` are JSON; \`root_digest\`, \`size_bytes\`, \`files\` are NULL while unknown.
CREATE TABLE registry_versions (
  id              TEXT PRIMARY KEY,
  model_id        TEXT NOT NULL REFERENCES registry_models,
  version         INTEGER NOT NULL,
  semver          TEXT,
  semver_order    TEXT,
  stage           TEXT NOT NULL CHECK (stage IN ('None', 'Staging', 'Production', 'Archived')),
  stage_since     INTEGER NOT NULL,
  status          TEXT NOT NULL DEFAULT 'READY' CHECK (status IN ('READY', 'PENDING_REGISTRATION', 'FAILED_REGISTRATION')),
  source          TEXT NOT NULL,
  location        TEXT NOT NULL,
  run_id          TEXT,
  logged_model_id TEXT,
  run_link        TEXT,
  description     TEXT,
  git_commit      TEXT,
  git_dirty       INTEGER,
  root_digest     TEXT,
  size_bytes      INTEGER,
  files           INTEGER,
  parents         TEXT NOT NULL DEFAULT '[]',
  registered_by   TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  lifecycle       TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted')),
  UNIQUE (model_id, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX registry_versions_by_semver ON registry_versions (model_id, semver) WHERE semver IS NOT NULL;
CREATE INDEX registry_versions_by_semver_order ON registry_versions (model_id, semver_order) WHERE semver IS NOT NULL;
CREATE INDEX registry_versions_by_stage ON registry_versions (model_id, stage, version) WHERE lifecycle = 'active';
CREATE INDEX registry_versions_by_run ON registry_versions (run_id) WHERE run_id IS NOT NULL;

-- \`subject\` is the id of a model or of a version.
CREATE TABLE registry_tags (
  subject TEXT NOT NULL,
  key     TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (subject, key)
) WITHOUT ROWID;

CREATE TABLE registry_aliases (
  model_id   TEXT NOT NULL REFERENCES registry_models,
  alias      TEXT NOT NULL,
  version_id TEXT NOT NULL REFERENCES registry_versions,
  PRIMARY KEY (model_id, alias)
) WITHOUT ROWID;
CREATE INDEX registry_aliases_by_version ON registry_aliases (version_id);

CREATE TABLE registry_manifest_files (
  version_id TEXT NOT NULL REFERENCES registry_versions,
  path       TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  PRIMARY KEY (version_id, path)
) WITHOUT ROWID;

-- \`requested_by\` and \`policy\` are JSON.
CREATE TABLE registry_requests (
  id              TEXT PRIMARY KEY,
  version_id      TEXT NOT NULL REFERENCES registry_versions,
  from_stage      TEXT NOT NULL,
  to_stage        TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('normal', 'rollback', 'emergency')),
  state           TEXT NOT NULL CHECK (state IN ('open', 'checking', 'blocked', 'awaiting_approval', 'approved', 'stale',
                    'applied', 'rejected', 'withdrawn', 'expired', 'superseded', 'cancelled')),
  gate            TEXT CHECK (gate IN ('passed', 'warned', 'failed')),
  reason          TEXT,
  requested_by    TEXT NOT NULL,
  evidence_sha256 TEXT,
  policy          TEXT,
  opened_at       INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  applied_at      INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX registry_requests_live ON registry_requests (version_id, to_stage)
  WHERE state IN ('open', 'checking', 'blocked', 'awaiting_approval', 'approved', 'stale');
CREATE INDEX registry_requests_by_version ON registry_requests (version_id);

CREATE TABLE registry_evidence (
  sha256 TEXT PRIMARY KEY,
  body   TEXT NOT NULL
) WITHOUT ROWID;

-- \`person\` and \`roles\` are JSON.
CREATE TABLE registry_approvals (
  id              TEXT PRIMARY KEY,
  request_id      TEXT NOT NULL REFERENCES registry_requests,
  decision        TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
  person          TEXT NOT NULL,
  roles           TEXT NOT NULL,
  meaning         TEXT NOT NULL,
  comment         TEXT,
  evidence_sha256 TEXT NOT NULL,
  signature       TEXT,
  self_approved   INTEGER NOT NULL DEFAULT 0,
  withdrawn       INTEGER NOT NULL DEFAULT 0,
  decided_at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX registry_approvals_by_request ON registry_approvals (request_id);

-- Events of other clones, in the order in which the shared branch has them.
CREATE TABLE registry_foreign_events (
  position  INTEGER PRIMARY KEY,
  chain_id  TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  ts        TEXT NOT NULL,
  action    TEXT NOT NULL,
  body      TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash      TEXT NOT NULL UNIQUE,
  signature TEXT,
  UNIQUE (chain_id, seq)
);

-- \`trigger_id\` is the policy's name of it; a request makes at most one delivery of each.
CREATE TABLE registry_deployments (
  id          TEXT PRIMARY KEY,
  version_id  TEXT NOT NULL REFERENCES registry_versions,
  request_id  TEXT,
  stage       TEXT NOT NULL,
  trigger_id  TEXT NOT NULL,
  do          TEXT NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('pending', 'running', 'succeeded', 'failed', 'blocked')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  message     TEXT,
  exit_code   INTEGER,
  http_status INTEGER,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX registry_deployments_once ON registry_deployments (request_id, trigger_id) WHERE request_id IS NOT NULL;
CREATE INDEX registry_deployments_by_version ON registry_deployments (version_id);
`,
};
