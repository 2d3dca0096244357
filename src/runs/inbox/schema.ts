import type { Migration } from '../../store';

/**
 * What was read of the inbox: one row a file, kept in the same transaction as what its lines said, so that a line counts
 * exactly once. `fingerprint` is over bytes around `position`; `skipping` is 1 inside a line that is too long.
 */
export const inboxMigration: Migration = {
  version: 4,
  name: 'inbox',
  sql: `
CREATE TABLE inbox_files (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  inode       TEXT NOT NULL,
  birth       INTEGER,
  position    INTEGER NOT NULL DEFAULT 0,
  line        INTEGER NOT NULL DEFAULT 0,
  skipping    INTEGER NOT NULL DEFAULT 0,
  fingerprint TEXT NOT NULL DEFAULT ''
);
CREATE INDEX inbox_files_by_name ON inbox_files (name);
CREATE INDEX inbox_files_by_inode ON inbox_files (inode);

-- A writer's own key in its file, and the run it stands for.
CREATE TABLE inbox_runs (
  file INTEGER NOT NULL REFERENCES inbox_files ON DELETE CASCADE,
  key  TEXT NOT NULL,
  run  TEXT NOT NULL,
  PRIMARY KEY (file, key)
) WITHOUT ROWID;
`,
};
