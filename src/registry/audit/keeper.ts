import { userInfo } from 'node:os';
import { readIdentity } from '../../git';
import { ModelTrailError, toError } from '../../protocol/errors';
import { prepared, type Db } from '../../store';
import type { Actor } from '../types';
import { anchorInGit, keepHead, readAnchors, readKeptHead, type Anchor, type AnchorPlaces } from './anchors';
import type { Author } from './events';
import { restoreGuards } from './guards';
import { acceptBreak, verifyLog, type LogReport, type Problem } from './verify';

export interface KeeperOptions extends AnchorPlaces {
  readonly db: Db;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly frozenClock: boolean;
  readonly log: (line: string) => void;
}

/** Who asks: the folder's Git identity unless the asker names one. */
export interface Asker {
  readonly method: 'git' | 'rest';
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

export interface Written<Result> {
  readonly result: Result;
  readonly warnings: readonly Problem[];
}

/** Longest time in which the head of the log stands in the store alone. */
const anchorWithinMs = 2000;

/** After these nothing may be taken back unseen, so the head is anchored before whoever asked hears of it. */
const urgent = new Set(['stage.changed', 'model.deleted', 'version.deleted', 'store.repaired']);

/** Keeps the log of a tracker's registry: whoever changes something does it through here. */
export class AuditKeeper {
  private readonly options: KeeperOptions;
  private anchoredSeq = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: KeeperOptions) {
    this.options = options;
  }

  /** Makes guards of the log again that are missing, and anchors what the tracker before did not come to. */
  start(): void {
    const { db, file, now, frozenClock, log } = this.options;
    const kept = readKeptHead(file);
    this.anchoredSeq = kept !== null && holdsAnchor(db, kept) ? kept.seq : this.headSeq();
    const missing = restoreGuards(db, { now: now(), frozenClock });
    if (missing.length > 0) {
      log(`The registry's audit log lacked its guards ${missing.join(', ')}, which were made again.`);
    }
    if (this.headSeq() > this.anchoredSeq) this.anchorSoon();
  }

  /** Does a change in the name of who asks. What went wrong with its anchor is a warning: the change itself stands. */
  async write<Result>(asker: Asker, work: (author: Author) => Result): Promise<Written<Result>> {
    const author = await this.author(asker);
    const result = work(author);
    const since = prepared(this.options.db, 'SELECT action FROM registry_audit WHERE seq > ?').all(
      this.anchoredSeq,
    ) as readonly { readonly action: string }[];
    if (!since.some(({ action }) => urgent.has(action))) {
      if (since.length > 0) this.anchorSoon();
      return { result, warnings: [] };
    }
    try {
      await this.anchor();
      return { result, warnings: [] };
    } catch (error) {
      const message = `The head of the audit log was not anchored: ${toError(error).message}`;
      this.anchorSoon();
      return { result, warnings: [{ code: 'NOT_ANCHORED', message }] };
    }
  }

  async verify(signal?: AbortSignal): Promise<LogReport> {
    await this.anchorPending();
    return verifyLog(this.options.db, await readAnchors(this.options), signal);
  }

  /** Verifies, and where something is wrong takes the store as it stands for true from there on. */
  async accept(asker: Asker, reason: string, signal?: AbortSignal): Promise<LogReport> {
    const author = await this.author(asker);
    const report = await verifyLog(this.options.db, await readAnchors(this.options), signal);
    if (report.ok) return report;
    acceptBreak(this.options.db, author, { report, reason });
    await this.anchor({ overBreak: true });
    return verifyLog(this.options.db, await readAnchors(this.options), signal);
  }

  /** Anchors what is not yet; for the tracker's end. */
  async close(): Promise<void> {
    await this.anchorPending();
  }

  private async author({ method, name, email }: Asker): Promise<Author> {
    const { folder, now, frozenClock } = this.options;
    const identity = name && email ? { name, email } : await readIdentity(folder);
    const actor: Actor = {
      person: null,
      name: name ?? identity.name ?? userInfo().username,
      email: email ?? identity.email ?? '',
      method,
      assurance: 'claimed',
    };
    return { actor, now: now(), frozenClock };
  }

  private async anchorPending(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.writing;
      if (this.headSeq() > this.anchoredSeq) await this.anchor();
    } catch (error) {
      this.options.log(`The head of the audit log was not anchored: ${toError(error).message}`);
    }
  }

  private anchorSoon(): void {
    this.timer ??= setTimeout(() => void this.anchorPending(), anchorWithinMs);
    this.timer.unref();
  }

  /** Anchors the head as it is now, after those that are being anchored. */
  private anchor({ overBreak = false } = {}): Promise<void> {
    const turn = this.writing
      .catch(() => undefined)
      .then(async () => {
        const head = this.head();
        if (head === null || head.seq <= this.anchoredSeq) return;
        const { db, file, folder } = this.options;
        const kept = readKeptHead(file);
        const fits = overBreak || kept === null || holdsAnchor(db, kept);
        // A head that the log does not hold any more is the proof that it was cut: it stays until someone accepts that.
        if (fits) await keepHead(file, head);
        await anchorInGit(folder, head);
        this.anchoredSeq = head.seq;
        if (!fits) {
          throw new ModelTrailError('AUDIT_BROKEN', `${file} names an event that the log does not hold`, {
            hint: 'Run "modeltrail models verify".',
          });
        }
      });
    this.writing = turn;
    return turn;
  }

  private head(): Anchor | null {
    const head = prepared(
      this.options.db,
      'SELECT chain_id AS chainId, seq, hash FROM registry_audit ORDER BY seq DESC LIMIT 1',
    ).get() as Omit<Anchor, 'at'> | undefined;
    return head === undefined ? null : { ...head, at: new Date(this.options.now()).toISOString() };
  }

  private headSeq(): number {
    return this.head()?.seq ?? 0;
  }
}

/** Whether the log has this very event at that place. */
function holdsAnchor(db: Db, { chainId, seq, hash }: Anchor): boolean {
  const row = prepared(db, 'SELECT hash, chain_id AS chainId FROM registry_audit WHERE seq = ?').get(seq) as
    { readonly hash: string; readonly chainId: string } | undefined;
  return row?.hash === hash && row.chainId === chainId;
}
