import type { Migration } from '../store';

/** Tables of logged models: what a run made and may later register. Their files lie in their experiment's location. */
export const modelsMigration: Migration = {
  version: 2,
  name: 'logged models',
  sql: `
CREATE TABLE logged_models (
  id             INTEGER PRIMARY KEY,
  uuid           TEXT NOT NULL UNIQUE,
  experiment     INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name           TEXT NOT NULL,
  model_type     TEXT,
  source_run     TEXT,
  status         TEXT NOT NULL CHECK (status IN ('PENDING', 'READY', 'UPLOAD_FAILED')),
  artifact_uri   TEXT NOT NULL,
  created        INTEGER NOT NULL,
  updated        INTEGER NOT NULL,
  lifecycle      TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted'))
);
CREATE INDEX logged_models_by_time ON logged_models (experiment, lifecycle, created DESC, uuid);
CREATE INDEX logged_models_by_run ON logged_models (source_run) WHERE source_run IS NOT NULL;

CREATE TABLE logged_model_params (
  model INTEGER NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) WITHOUT ROWID;

CREATE TABLE logged_model_tags (
  model INTEGER NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) WITHOUT ROWID;

-- Points that a run logged on a model, on a dataset or none (''); values as in \`points\`.
CREATE TABLE logged_model_points (
  model          INTEGER NOT NULL REFERENCES logged_models ON DELETE CASCADE,
  key            TEXT NOT NULL,
  step           INTEGER NOT NULL,
  ts             INTEGER NOT NULL,
  value          NOT NULL,
  run            TEXT NOT NULL,
  dataset_name   TEXT NOT NULL DEFAULT '',
  dataset_digest TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (model, key, step, ts, value, run, dataset_name, dataset_digest)
) WITHOUT ROWID;
`,
};
