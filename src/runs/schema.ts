import type { Migration } from '../store';

/**
 * Tables of experiments and runs.
 *
 * `points.value` and `metrics.value` have no declared type: a finite double is kept bit for bit (REAL affinity would turn
 * -0.0 into 0), and NaN, which SQLite would turn into NULL, is the text `'NaN'`.
 * Names of metrics, params and tags are interned in `keys`; a run is keyed inside by its row number.
 */
export const runsMigration: Migration = {
  version: 1,
  name: 'experiments and runs',
  sql: `
CREATE TABLE keys (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE experiments (
  id                INTEGER PRIMARY KEY,
  name              TEXT NOT NULL UNIQUE,
  artifact_location TEXT NOT NULL,
  lifecycle         TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted')),
  created           INTEGER NOT NULL,
  updated           INTEGER NOT NULL
);

CREATE TABLE experiment_tags (
  experiment INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  key        TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (experiment, key)
) WITHOUT ROWID;

CREATE TABLE runs (
  id            INTEGER PRIMARY KEY,
  uuid          TEXT NOT NULL UNIQUE,
  experiment    INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name          TEXT NOT NULL,
  user_id       TEXT NOT NULL DEFAULT '',
  status        TEXT NOT NULL CHECK (status IN ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED')),
  start_time    INTEGER,
  end_time      INTEGER,
  artifact_uri  TEXT NOT NULL,
  lifecycle     TEXT NOT NULL DEFAULT 'active' CHECK (lifecycle IN ('active', 'deleted')),
  deleted_time  INTEGER,
  starred       INTEGER NOT NULL DEFAULT 0,
  parent        TEXT,
  lost_since    INTEGER,
  last_activity INTEGER NOT NULL
);
CREATE INDEX runs_by_start ON runs (experiment, lifecycle, start_time DESC, uuid);
CREATE INDEX runs_by_parent ON runs (parent) WHERE parent IS NOT NULL;
CREATE INDEX runs_active ON runs (status) WHERE status IN ('RUNNING', 'SCHEDULED');

CREATE TABLE params (
  run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES keys,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE TABLE tags (
  run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES keys,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE TABLE points (
  run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES keys,
  step  INTEGER NOT NULL,
  ts    INTEGER NOT NULL,
  value NOT NULL,
  PRIMARY KEY (run, key, step, ts, value)
) WITHOUT ROWID;

-- One row a series: its latest point by (step, ts, value), extremes of the finite values, how many points it has, and
-- whether time never ran backwards along its steps (then the order by time is the clustered order).
CREATE TABLE metrics (
  run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES keys,
  value NOT NULL,
  step  INTEGER NOT NULL,
  ts    INTEGER NOT NULL,
  min,
  max,
  count INTEGER NOT NULL,
  ordered INTEGER NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;

CREATE TABLE datasets (
  id          INTEGER PRIMARY KEY,
  experiment  INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  name        TEXT NOT NULL,
  digest      TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source      TEXT NOT NULL,
  schema      TEXT,
  profile     TEXT,
  UNIQUE (experiment, name, digest)
);

CREATE TABLE inputs (
  run     INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  dataset INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  PRIMARY KEY (run, dataset)
) WITHOUT ROWID;

CREATE TABLE input_tags (
  run     INTEGER NOT NULL,
  dataset INTEGER NOT NULL,
  key     TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (run, dataset, key),
  FOREIGN KEY (run, dataset) REFERENCES inputs ON DELETE CASCADE
) WITHOUT ROWID;

-- Logged models a run read (step NULL) or made.
CREATE TABLE run_models (
  run       INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  direction TEXT NOT NULL CHECK (direction IN ('input', 'output')),
  model_id  TEXT NOT NULL,
  step      INTEGER,
  PRIMARY KEY (run, direction, model_id)
) WITHOUT ROWID;

-- The code of a run. \`files\`, \`left_out\` and \`data\` are JSON lists as src/git makes them.
CREATE TABLE run_code (
  run         INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  commit_id   TEXT,
  branch      TEXT,
  dirty       INTEGER,
  repository  TEXT,
  prefix      TEXT NOT NULL DEFAULT '',
  snapshot    TEXT,
  tree        TEXT,
  files       TEXT,
  left_out    TEXT,
  data        TEXT,
  problem     TEXT
);

-- Process, interpreter, packages and hardware of a run, as JSON of src/runs/process.
CREATE TABLE run_environment (
  run         INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  process     TEXT,
  environment TEXT
);

-- Extremes of every 64 points of a long series, so that a chart of many runs reads a few rows a run (series/blocks.ts).
-- \`covered\` points from the start are in the blocks; \`counted\` is how many points the series had then.
CREATE TABLE series_blocks (
  run     INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key     INTEGER NOT NULL REFERENCES keys,
  covered INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  blocks  BLOB NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;
`,
};
