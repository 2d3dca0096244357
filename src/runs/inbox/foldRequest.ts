import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunInfo } from '../types';
import { applyLines, prepareFirst } from './applyLines';
import type { InboxPlace } from './place';
import { passingKeys, senderKeys } from './runKeys';

export interface FoldedRequest {
  readonly accepted: number;
  readonly rejected: number;
  /** Lines are counted from 1. */
  readonly rejections: readonly { readonly line: number; readonly reason: string }[];
  /** The run of every key the lines used. */
  readonly runs: Readonly<Record<string, string>>;
}

const carriageReturn = 13;

/**
 * Takes the lines of one request; the last may lack its line feed. `sender` keeps the meaning of keys from one request to
 * the next; without it they hold in this one alone. `onSlice` hears of every run that was made or changed, as it is kept.
 */
export async function foldRequest(
  place: InboxPlace,
  {
    body,
    sender,
    onSlice,
  }: {
    readonly body: Buffer;
    readonly sender: string | null;
    readonly onSlice: (slice: { readonly created: readonly RunInfo[]; readonly runs: Iterable<string> }) => void;
  },
): Promise<FoldedRequest> {
  const { db } = place;
  const keys = sender === null ? passingKeys(db) : senderKeys(db, sender);
  const lines = splitLines(body);
  const rejections: { line: number; reason: string }[] = [];
  const runs = new Map<string, string>();
  let accepted = 0;
  for (let at = 0; at < lines.length;) {
    const rest = lines.slice(at, at + 4096);
    const first = await prepareFirst(place, keys, rest[0]);
    const slice = db.transaction(() => applyLines(place, { lines: rest, keys, first })).immediate();
    for (const { index, reason } of slice.rejections) rejections.push({ line: at + index + 1, reason });
    for (const [key, id] of slice.runs) runs.set(key, id);
    accepted += slice.accepted;
    at += slice.taken;
    onSlice({ created: slice.created, runs: slice.runs.values() });
    await nextTurn();
  }
  return { accepted, rejected: rejections.length, rejections, runs: Object.fromEntries(runs) };
}

function splitLines(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length;) {
    const feed = body.indexOf(10, start);
    const end = feed < 0 ? body.length : feed;
    lines.push(body.subarray(start, body[end - 1] === carriageReturn && end > start ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}
