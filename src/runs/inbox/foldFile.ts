import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunInfo } from '../types';
import { applyLines, prepareFirst } from './applyLines';
import { findRecord, fingerprintOf, readAt, sampleBytes, saveRecord, type FileRecord } from './fileRecord';
import { lineLimit } from './line';
import type { InboxPlace } from './place';
import { keepRejected } from './rejected';
import { storedKeys } from './runKeys';

/** Bytes read at a time; more only where a line is longer. */
const chunkBytes = 64 * 1024;
/** How much of a line that is too long is kept with its reason. */
const excerptBytes = 4096;
const lineFeed = 10;

export interface FoldedSlice {
  readonly accepted: number;
  readonly rejected: number;
  readonly created: readonly RunInfo[];
  /** Ids of runs that the lines spoke of. */
  readonly runs: ReadonlySet<string>;
  /** False while more complete lines may wait. */
  readonly isDone: boolean;
  /** Whether nothing is left, not even the beginning of a line. */
  readonly isWhole: boolean;
}

type Progress = Omit<FoldedSlice, 'isDone' | 'isWhole'> & { readonly position: number };

const nothing = { accepted: 0, rejected: 0, created: [], runs: new Set<string>() } as const;

/**
 * Folds the next complete lines of `inbox/<name>` into the store, for as long as the event loop may be held: what they say
 * and how far the file was read in one transaction. Throws what the store and the disk throw; then nothing was read.
 */
export async function foldFile(place: InboxPlace, name: string): Promise<FoldedSlice> {
  const handle = await openFile(join(place.layout.inbox, name));
  if (handle === null) return { ...nothing, isDone: true, isWhole: false };
  try {
    const about = await handle.stat({ bigint: true });
    if (!about.isFile()) return { ...nothing, isDone: true, isWhole: false };
    const record = await findRecord(place.db, { name, handle, about });
    const reading = await read(handle, record);
    const isLong = record.skipping || (!reading.chunk.includes(lineFeed) && reading.chunk.length > lineLimit);
    const { position, ...slice } = isLong ? skipLine(place, reading) : await foldLines(place, reading);
    return { ...slice, isDone: position === record.position, isWhole: BigInt(position) === about.size };
  } finally {
    await handle.close();
  }
}

/** Bytes of a file around the place where reading stopped. */
interface Reading {
  readonly record: FileRecord;
  readonly head: Buffer;
  readonly before: Buffer;
  readonly chunk: Buffer;
}

async function read(handle: FileHandle, record: FileRecord): Promise<Reading> {
  const { position } = record;
  // The chunk first: a file that grows between two reads must not leave a head that ends before the chunk does.
  let chunk = await readAt(handle, position, chunkBytes);
  if (chunk.length === chunkBytes && !chunk.includes(lineFeed)) {
    chunk = Buffer.concat([chunk, await readAt(handle, position + chunkBytes, lineLimit + 1 - chunkBytes)]);
  }
  const head = await readAt(handle, 0, sampleBytes);
  const start = Math.max(0, position - sampleBytes);
  const before = await readAt(handle, start, position - start);
  return { record, head, before, chunk };
}

async function foldLines(place: InboxPlace, reading: Reading): Promise<Progress> {
  const { record, chunk } = reading;
  const lines = splitLines(chunk);
  if (lines.length === 0) return { ...nothing, position: record.position };
  const { db } = place;
  const id = record.id ?? saveRecord(db, record);
  const keys = storedKeys(db, id);
  const first = await prepareFirst(place, keys, lines[0]);
  return db
    .transaction(() => {
      const { taken, accepted, rejections, created, runs } = applyLines(place, { lines, keys, first });
      const rejected = rejections.map(({ index, reason }) => ({
        line: record.line + index + 1,
        reason,
        text: lines[index] ?? Buffer.alloc(0),
      }));
      // Before the position is kept: a crash between the two writes them again, rather than never.
      keepRejected(place, record.name, rejected);
      const bytes = lines.slice(0, taken).reduce((sum, line) => sum + line.length + 1, 0);
      const position = advance(
        place,
        { ...reading, record: { ...record, id } },
        { bytes, lines: taken, skipping: false },
      );
      return { accepted, rejected: rejections.length, created, runs: new Set(runs.values()), position };
    })
    .immediate();
}

/** Passes over a line that is too long: its beginning is kept with the reason, its end may not be written yet. */
function skipLine(place: InboxPlace, reading: Reading): Progress {
  const { record, chunk } = reading;
  const end = chunk.indexOf(lineFeed);
  const isFirst = !record.skipping;
  return place.db
    .transaction(() => {
      if (isFirst) {
        const text = chunk.subarray(0, excerptBytes);
        keepRejected(place, record.name, [{ line: record.line + 1, reason: 'The line is longer than 1 MiB.', text }]);
      }
      const bytes = end < 0 ? chunk.length : end + 1;
      const position = advance(place, reading, { bytes, lines: end < 0 ? 0 : 1, skipping: end < 0 });
      return { ...nothing, rejected: isFirst ? 1 : 0, position };
    })
    .immediate();
}

interface Step {
  readonly bytes: number;
  readonly lines: number;
  readonly skipping: boolean;
}

/** Keeps how far the file was read and returns the new position. */
function advance(place: InboxPlace, { record, head, before, chunk }: Reading, step: Step): number {
  if (step.bytes === 0) return record.position;
  const position = record.position + step.bytes;
  const length = Math.min(position, sampleBytes);
  const tail = Buffer.concat([before, chunk.subarray(0, step.bytes)]).subarray(-length);
  const fingerprint = fingerprintOf(head.subarray(0, length), tail);
  const { skipping } = step;
  saveRecord(place.db, { ...record, position, line: record.line + step.lines, skipping, fingerprint });
  return position;
}

/** The complete lines, without their line feeds. */
function splitLines(chunk: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; ;) {
    const end = chunk.indexOf(lineFeed, start);
    if (end < 0) return lines;
    lines.push(chunk.subarray(start, end));
    start = end + 1;
  }
}

/** Without following a link out of the inbox, nor blocking on a FIFO; null where no such file can be opened. */
async function openFile(path: string): Promise<FileHandle | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    return await open(path, flags);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENXIO') return null;
    throw error;
  }
}
