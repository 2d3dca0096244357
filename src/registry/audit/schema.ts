/** The log as it is published: other tools may read it. */
export const auditTable = `
CREATE TABLE registry_audit(seq INTEGER PRIMARY KEY, chain_id TEXT NOT NULL, ts TEXT NOT NULL, action TEXT NOT NULL,
  body TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);`;

/**
 * What keeps others from changing the log by mistake. A connection without `recursive_triggers` fires no delete trigger for
 * `INSERT OR REPLACE`, so the insert guard refuses both ways of replacing: a `seq` that is there, and a hash that is.
 */
export const auditGuards = {
  registry_audit_insert: `CREATE TRIGGER registry_audit_insert BEFORE INSERT ON registry_audit
 WHEN NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM registry_audit)
   OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM registry_audit ORDER BY seq DESC LIMIT 1), printf('%064d',0))
   OR EXISTS(SELECT 1 FROM registry_audit WHERE hash = NEW.hash)
 BEGIN SELECT RAISE(ABORT,'registry audit is append-only'); END`,
  registry_audit_update: `CREATE TRIGGER registry_audit_update BEFORE UPDATE ON registry_audit
 BEGIN SELECT RAISE(ABORT,'registry audit is append-only'); END`,
  registry_audit_delete: `CREATE TRIGGER registry_audit_delete BEFORE DELETE ON registry_audit
 BEGIN SELECT RAISE(ABORT,'registry audit is append-only'); END`,
} as const;

export type GuardName = keyof typeof auditGuards;

export const guardNames = Object.keys(auditGuards) as readonly GuardName[];
