import type { Migration } from '../store';

/**
 * Tables of the model registry. Everything keys on the ULIDs `id`; names and numbers are attributes. Deleting is soft:
 * a deleted model frees its name, a deleted version never its number.
 */
export const registryMigration: Migration = {
  version: 3,
  name: 'model registry',
  sql: `
CREATE TABLE registered_models (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  folded_name TEXT NOT NULL,
  description TEXT,
  created     INTEGER NOT NULL,
  updated     INTEGER NOT NULL,
  lifecycle   TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted'))
) WITHOUT ROWID;
CREATE UNIQUE INDEX registered_models_by_name ON registered_models (folded_name) WHERE lifecycle = 'active';

CREATE TABLE registered_model_tags (
  model TEXT NOT NULL REFERENCES registered_models ON DELETE CASCADE,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) WITHOUT ROWID;

-- \`source\` is what was asked for, \`location\` the URI of the bytes; \`staged\` is when the version entered its stage.
CREATE TABLE model_versions (
  id          TEXT PRIMARY KEY,
  model       TEXT NOT NULL REFERENCES registered_models ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  semver      TEXT,
  stage       TEXT NOT NULL DEFAULT 'None' CHECK (stage IN ('None', 'Staging', 'Production', 'Archived')),
  staged      INTEGER NOT NULL,
  status      TEXT NOT NULL DEFAULT 'READY' CHECK (status IN ('READY', 'PENDING_REGISTRATION', 'FAILED_REGISTRATION')),
  source      TEXT NOT NULL,
  location    TEXT NOT NULL,
  run_id      TEXT,
  model_id    TEXT,
  run_link    TEXT,
  description TEXT,
  created     INTEGER NOT NULL,
  updated     INTEGER NOT NULL,
  lifecycle   TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted')),
  UNIQUE (model, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX model_versions_by_semver ON model_versions (model, semver) WHERE semver IS NOT NULL;
CREATE INDEX model_versions_by_run ON model_versions (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE model_version_tags (
  version TEXT NOT NULL REFERENCES model_versions ON DELETE CASCADE,
  key     TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (version, key)
) WITHOUT ROWID;

CREATE TABLE model_aliases (
  model   TEXT NOT NULL REFERENCES registered_models ON DELETE CASCADE,
  alias   TEXT NOT NULL,
  version TEXT NOT NULL REFERENCES model_versions ON DELETE CASCADE,
  PRIMARY KEY (model, alias)
) WITHOUT ROWID;
CREATE INDEX model_aliases_by_version ON model_aliases (version);
`,
};
