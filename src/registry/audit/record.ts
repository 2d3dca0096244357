import { hostname } from 'node:os';
import { version } from '../../protocol/version';
import { prepared, type Db } from '../../store';
import type { Actor } from '../types';
import { newUlid } from '../ulid';
import { genesis, hashEvent } from './chain';
import type { AuditEvent, Author, NewEvent } from './events';
import { canonicalJson, type Json } from './jcs';
import { project } from './project';

/** What the tracker does by itself. */
export const systemActor: Actor = {
  person: null,
  name: 'ModelTrail',
  email: 'modeltrail@localhost',
  method: 'system',
  assurance: 'claimed',
};

interface Head {
  readonly seq: number;
  readonly chainId: string;
  readonly ts: string;
  readonly hash: string;
}

/**
 * The one way in which the registry changes: appends an event to the log and carries it into the tables, inside the
 * transaction that is open. `startsChain` begins a new chain after the old one, which it cites through its former hash.
 */
export function record(db: Db, author: Author, event: NewEvent, { startsChain = false } = {}): AuditEvent {
  if (!db.inTransaction) throw new Error('An event and what it changes are written in one transaction.');
  const head = readHead(db);
  const seq = (head?.seq ?? 0) + 1;
  const ts = new Date(author.now).toISOString();
  const chainId = head === undefined || startsChain ? newUlid(author.now) : head.chainId;
  const stamped = {
    ...event,
    seq,
    chainId,
    ts,
    actor: author.actor,
    client: { version, host: hostname() },
    ...(author.frozenClock === true ? { frozenClock: true } : {}),
  };
  const body = canonicalJson(stamped as unknown as Json);
  const previous = head?.hash ?? genesis;
  prepared(
    db,
    'INSERT INTO registry_audit (seq, chain_id, ts, action, body, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(seq, chainId, ts, event.action, body, previous, hashEvent(previous, body));
  // Read back, so that the tables get what the log says, to the last character.
  const recorded = JSON.parse(body) as AuditEvent;
  project(db, recorded);
  if (head !== undefined && ts < head.ts && event.action !== 'clock.skewed') {
    const behindMs = Date.parse(head.ts) - author.now;
    record(db, { ...author, actor: systemActor }, { action: 'clock.skewed', causeSeq: seq, behindMs });
  }
  return recorded;
}

function readHead(db: Db): Head | undefined {
  return prepared(
    db,
    'SELECT seq, chain_id AS chainId, ts, hash FROM registry_audit ORDER BY seq DESC LIMIT 1',
  ).get() as Head | undefined;
}
