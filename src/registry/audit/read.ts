import { prepared, type Db } from '../../store';
import type { AuditEvent } from './events';
import { parseEvent, type AuditRow } from './rows';

export interface AuditQuery {
  readonly modelId?: string | undefined;
  readonly versionId?: string | undefined;
  readonly requestId?: string | undefined;
  /** Absent or empty: all. */
  readonly actions?: readonly string[] | undefined;
  /** Milliseconds since 1970, of the effective time; both ends count. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** The newest of them. */
  readonly limit: number;
}

/** An event with what the log keeps beside its text. */
export interface TimedEvent {
  readonly event: AuditEvent;
  /** The latest time told up to and including it; later than its own where a clock went back. */
  readonly effectiveTs: string;
  readonly hash: string;
  readonly prevHash: string;
}

export interface AuditPage {
  /** Oldest first. */
  readonly events: readonly TimedEvent[];
  /** Of all that match. */
  readonly total: number;
}

// The index on the model's id holds for bodies that are JSON.
const matching = `
  FROM registry_audit e JOIN (SELECT seq, max(ts) OVER (ORDER BY seq) AS effective FROM registry_audit) t USING (seq)
  WHERE json_valid(e.body)
    AND (:modelId IS NULL OR json_extract(e.body, '$.modelId') = :modelId)
    AND (:versionId IS NULL OR json_extract(e.body, '$.versionId') = :versionId)
    AND (:requestId IS NULL OR json_extract(e.body, '$.requestId') = :requestId)
    AND (:actions IS NULL OR e.action IN (SELECT value FROM json_each(:actions)))
    AND (:since IS NULL OR t.effective >= :since) AND (:until IS NULL OR t.effective <= :until)`;

/** The newest events that match, oldest first. */
export function readAudit(db: Db, { limit, actions = [], since, until, ...ids }: AuditQuery): AuditPage {
  const filter = {
    modelId: ids.modelId ?? null,
    versionId: ids.versionId ?? null,
    requestId: ids.requestId ?? null,
    actions: actions.length === 0 ? null : JSON.stringify(actions),
    since: since === undefined ? null : new Date(since).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
  };
  const { total } = prepared(db, `SELECT count(*) AS total ${matching}`).get(filter) as { readonly total: number };
  const rows = prepared(
    db,
    `SELECT e.seq, e.chain_id AS chainId, e.ts, e.action, e.body, e.prev_hash AS prevHash, e.hash, t.effective
     ${matching} ORDER BY e.seq DESC LIMIT :limit`,
  ).all({ ...filter, limit }) as readonly (AuditRow & { readonly effective: string })[];
  const events = rows.toReversed().flatMap((row) => {
    const event = parseEvent(row);
    const { effective, hash, prevHash } = row;
    return event === null ? [] : [{ event, effectiveTs: effective, hash, prevHash }];
  });
  return { events, total };
}
