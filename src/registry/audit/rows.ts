import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../../store';
import type { AuditEvent } from './events';
import { Replay } from './replay';

/** A line of the log as it is stored. */
export interface AuditRow {
  readonly seq: number;
  readonly chainId: string;
  readonly ts: string;
  readonly action: string;
  readonly body: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** Rows read at once: some 20 ms with their checks, after which others get their turn. */
const slice = 1000;

const page = `
SELECT seq, chain_id AS chainId, ts, action, body, prev_hash AS prevHash, hash FROM registry_audit
WHERE seq > ? ORDER BY seq LIMIT ${slice}`;

/**
 * Calls `take` for every row in order, letting others have their turn in between. It resolves right after the last row, so
 * that what follows at once sees tables that fit to it.
 */
export async function eachRow(db: Db, take: (row: AuditRow) => void, signal?: AbortSignal): Promise<void> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = prepared(db, page).all(after) as readonly AuditRow[];
    for (const row of rows) take(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < slice) return;
    after = last.seq;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** A row's event; null when its body is no JSON object. */
export function parseEvent({ body }: AuditRow): AuditEvent | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AuditEvent) : null;
  } catch {
    return null;
  }
}

/**
 * The registry as it was at a time (milliseconds since 1970; null: now): all events whose effective time is not later, that
 * is the latest time told up to and including them.
 */
export async function replayUntil(db: Db, at: number | null, signal?: AbortSignal): Promise<Replay> {
  const replay = new Replay();
  const last = at === null ? null : new Date(at).toISOString();
  let effective = '';
  await eachRow(
    db,
    (row) => {
      if (row.ts > effective) effective = row.ts;
      if (last !== null && effective > last) return;
      const event = parseEvent(row);
      if (event !== null) replay.apply(event);
    },
    signal,
  );
  return replay;
}
