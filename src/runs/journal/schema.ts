import type { Migration } from '../../store';

/** Tables of what people changed, so that it can be undone, and of what is being deleted for good. */
export const journalMigration: Migration = {
  version: 5,
  name: 'undo journal and Trash',
  sql: `
-- \`undone\` is NULL for a change that stands, n for the nth that was taken back and may be done again, and 0 once a newer
-- change stands in the way of that.
CREATE TABLE journal (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  label  TEXT NOT NULL,
  runs   INTEGER NOT NULL,
  undone INTEGER
);

-- What a change did: \`field\` (of \`key\`, for tags) of the \`targets\`, a JSON list of ids, was \`before\` and became \`after\`.
CREATE TABLE journal_parts (
  entry   INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE,
  part    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  key     TEXT,
  targets TEXT NOT NULL,
  before  TEXT,
  after   TEXT,
  PRIMARY KEY (entry, part)
);

-- Runs whose files are being removed: each is gone from here together with its rows.
CREATE TABLE purges (
  run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE
);

-- Who reads a dataset or a model is asked when a run moves or is deleted for good.
CREATE INDEX inputs_by_dataset ON inputs (dataset);
CREATE INDEX run_models_by_model ON run_models (model_id);
`,
};
