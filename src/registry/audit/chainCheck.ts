import { createHash } from 'node:crypto';
import type { Anchor, FoundAnchor } from './anchors';
import { genesis, hashEvent } from './chain';
import type { AcceptedBreak } from './events';
import { parseEvent, type AuditRow } from './rows';

export type ChainStatus = 'ok' | 'broken' | 'truncated' | 'anchor_mismatch';

/** What was found out about one chain of the log. */
export interface ChainReport {
  readonly chainId: string;
  readonly local: true;
  readonly status: ChainStatus;
  readonly events: number;
  readonly headSeq: number;
  readonly headHash: string;
  readonly brokenAtSeq: number | null;
  /** The one that decides: for a whole chain the newest. */
  readonly anchor: (Omit<FoundAnchor, 'chainId' | 'at'> & { readonly source: string }) | null;
}

interface Chain {
  events: number;
  headSeq: number;
  headHash: string;
  brokenAtSeq: number | null;
  why: string;
  readonly mismatches: FoundAnchor[];
}

/** Follows the rows of the log and finds where one was changed, cut out or put in. */
export class ChainCheck {
  private readonly chains = new Map<string, Chain>();
  private readonly anchors = new Map<string, FoundAnchor[]>();
  private readonly bySeq = new Map<number, FoundAnchor[]>();
  private readonly digest = createHash('sha256');
  private readonly accepted = new Map<string, AcceptedBreak['chains'][number]>();
  private previous: AuditRow | undefined;

  /** `own` names the chain that this store should hold, where that is known outside of it. */
  constructor(
    anchors: readonly FoundAnchor[],
    private readonly own: string | null,
  ) {
    for (const anchor of anchors) {
      this.anchors.set(anchor.chainId, [...(this.anchors.get(anchor.chainId) ?? []), anchor]);
      this.bySeq.set(anchor.seq, [...(this.bySeq.get(anchor.seq) ?? []), anchor]);
    }
  }

  take(row: AuditRow): void {
    const chain = this.chain(row.chainId);
    const event = parseEvent(row);
    const why = findFault(row, this.previous, event);
    if (why !== null && chain.brokenAtSeq === null) {
      chain.brokenAtSeq = row.seq;
      chain.why = why;
    }
    for (const anchor of this.bySeq.get(row.seq) ?? []) {
      if (anchor.chainId === row.chainId && anchor.hash !== row.hash) chain.mismatches.push(anchor);
    }
    chain.events += 1;
    chain.headSeq = row.seq;
    chain.headHash = row.hash;
    if (event?.action === 'store.repaired' && event.accepted !== undefined && why === null) this.accept(event.accepted);
    this.digest.update(JSON.stringify([row.seq, row.chainId, row.ts, row.action, row.body, row.prevHash, row.hash]));
    this.previous = row;
  }

  /** SHA-256 of all rows that were taken. */
  logSha256(): string {
    return this.digest.copy().digest('hex');
  }

  reports(): (ChainReport & { readonly accepted: boolean; readonly problem: string | null })[] {
    // One that lost all its events.
    if (this.own !== null) this.chain(this.own);
    return [...this.chains].map(([chainId, chain]) => {
      const known = this.anchors.get(chainId) ?? [];
      const newest = known.toSorted((one, other) => other.seq - one.seq)[0];
      const isCut = newest !== undefined && newest.seq > chain.headSeq;
      const mismatch = chain.mismatches[0];
      const status = chain.brokenAtSeq !== null ? 'broken' : mismatch ? 'anchor_mismatch' : isCut ? 'truncated' : 'ok';
      const anchor = (status === 'anchor_mismatch' ? mismatch : newest) ?? null;
      const { events, headSeq, headHash, brokenAtSeq } = chain;
      const acceptance = this.accepted.get(chainId);
      return {
        chainId,
        local: true,
        status,
        events,
        headSeq,
        headHash,
        brokenAtSeq,
        anchor: anchor && { source: anchor.source, seq: anchor.seq, hash: anchor.hash },
        accepted: acceptance !== undefined && acceptance.headSeq === headSeq && acceptance.headHash === headHash,
        problem: describe(status, { chain, anchor }),
      };
    });
  }

  private chain(chainId: string): Chain {
    let chain = this.chains.get(chainId);
    if (!chain) {
      chain = { events: 0, headSeq: 0, headHash: genesis, brokenAtSeq: null, why: '', mismatches: [] };
      this.chains.set(chainId, chain);
    }
    return chain;
  }

  private accept({ chains, logSha256 }: AcceptedBreak): void {
    if (logSha256 !== this.logSha256()) return;
    for (const chain of chains) this.accepted.set(chain.chainId, chain);
  }
}

/** What is wrong with a row as it stands after the one before; null when nothing is. */
function findFault(row: AuditRow, previous: AuditRow | undefined, event: ReturnType<typeof parseEvent>): string | null {
  const expected = (previous?.seq ?? 0) + 1;
  if (row.seq !== expected) return `event ${expected} is missing`;
  if (row.prevHash !== (previous?.hash ?? genesis)) return 'it does not follow the event before it';
  if (row.hash !== hashEvent(row.prevHash, row.body)) return 'its text was changed';
  if (event === null) return 'its text is no event';
  const isSame =
    event.seq === row.seq && event.ts === row.ts && event.action === row.action && event.chainId === row.chainId;
  return isSame ? null : 'its columns differ from its text';
}

function describe(
  status: ChainStatus,
  { chain, anchor }: { readonly chain: Chain; readonly anchor: Anchor | null },
): string | null {
  switch (status) {
    case 'ok':
      return null;
    case 'broken':
      return `The audit log is broken at event ${chain.brokenAtSeq}: ${chain.why}.`;
    case 'truncated':
      return `The audit log ends at event ${chain.headSeq}, but event ${anchor?.seq} was anchored: it was cut, or an old store was put back.`;
    case 'anchor_mismatch':
      return `Event ${anchor?.seq} of the audit log is not the one that was anchored: the log was written anew.`;
  }
}
