import type { Db } from '../../store';
import type { KnownAnchors } from './anchors';
import { ChainCheck, type ChainReport } from './chainCheck';
import { compareStates, type Difference } from './differences';
import type { AcceptedBreak, Author } from './events';
import { findMissingGuards } from './guards';
import { record } from './record';
import { Replay } from './replay';
import { eachRow, parseEvent } from './rows';
import { readTables } from './tables';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface LogReport {
  /** Whether log, anchors, tables and guards agree, or every break of the log was accepted. */
  readonly ok: boolean;
  readonly chains: readonly ChainReport[];
  readonly differences: readonly Difference[];
  readonly missingGuards: readonly string[];
  readonly problems: readonly Problem[];
  /** What accepting this state would write. */
  readonly acceptance: AcceptedBreak;
}

/** Checks the whole log against itself, its anchors and the tables, in slices; nothing is changed. */
export async function verifyLog(db: Db, known: KnownAnchors, signal?: AbortSignal): Promise<LogReport> {
  const check = new ChainCheck(known.anchors, known.own);
  const replay = new Replay();
  await eachRow(
    db,
    (row) => {
      check.take(row);
      const event = parseEvent(row);
      if (event !== null) applyQuietly(replay, event);
    },
    signal,
  );
  const log = { models: replay.modelStates(), versions: replay.versionStates() };
  const { differences, corrections } = compareStates(log, readTables(db));
  const missingGuards = findMissingGuards(db);
  const reports = check.reports();
  const problems = reports.flatMap(({ problem, accepted }) =>
    problem === null
      ? []
      : [
          accepted
            ? { code: 'BREAK_ACCEPTED', message: `${problem} It was accepted.` }
            : { code: 'AUDIT_BROKEN', message: problem },
        ],
  );
  if (differences.length > 0) {
    problems.push({
      code: 'STATE_DIFFERS',
      message: "The registry's tables were changed without an event of the log.",
    });
  }
  if (missingGuards.length > 0) {
    problems.push({
      code: 'GUARDS_MISSING',
      message: `The log lacks guards: ${missingGuards.join(', ')}. The tracker makes them again when it starts.`,
    });
  }
  return {
    ok: problems.every(({ code }) => code === 'BREAK_ACCEPTED'),
    chains: reports.map(({ accepted: _accepted, problem: _problem, ...report }) => report),
    differences,
    missingGuards,
    problems,
    acceptance: {
      chains: reports
        .filter(({ status }) => status !== 'ok')
        .map(({ chainId, status, headSeq, headHash, brokenAtSeq }) => ({
          chainId,
          status,
          headSeq,
          headHash,
          brokenAtSeq,
        })),
      logSha256: check.logSha256(),
      corrections,
    },
  };
}

/**
 * Takes the store as it stands for true: the break is written down, and the log goes on as a new chain. `report` must be of
 * this very moment.
 */
export function acceptBreak(db: Db, author: Author, { report, reason }: { report: LogReport; reason: string }): void {
  db.transaction(() => {
    record(db, author, { action: 'store.repaired', reason, accepted: report.acceptance }, { startsChain: true });
  }).immediate();
}

/** An event that was tampered with may say anything; what it cannot say changes nothing. */
function applyQuietly(replay: Replay, event: Parameters<Replay['apply']>[0]): void {
  try {
    replay.apply(event);
  } catch {
    // Its row does not fit its hash, or someone wrote it without this program; the chain's report says so.
  }
}
