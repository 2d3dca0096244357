import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../../store';
import { fromStored } from '../exact';
import { isInfinite } from './collector';
import { rowsAfter, type Row, type SeriesId } from './rows';

/** Points a block: few enough for a fine line, many enough that 100,000 points are 1,563 blocks. */
export const blockSize = 64;
/** Doubles a block holds: see {@link Block}. */
const fields = 16;
/** Rows read between two turns of the event loop: about 3 ms. */
const slice = 16_384;

/** Extremes and sum of `blockSize` successive points in the order (step, timestamp, value). */
export interface Block {
  readonly firstStep: number;
  readonly firstTs: number;
  readonly lastStep: number;
  readonly lastTs: number;
  readonly lastValue: number;
  /** Of all but NaN; meaningless when all are NaN (`numbers` 0). */
  readonly minStep: number;
  readonly minTs: number;
  readonly min: number;
  readonly maxStep: number;
  readonly maxTs: number;
  readonly max: number;
  readonly numbers: number;
  readonly nans: number;
  readonly nanStep: number;
  readonly nanTs: number;
  /** Of all but NaN. */
  readonly sum: number;
}

/** The blocks of a series as one array of doubles, and how many points from its start they cover. */
export interface Blocks {
  readonly data: Float64Array;
  readonly covered: number;
}

const none: Blocks = { data: new Float64Array(), covered: 0 };

export function readBlock(data: Float64Array, index: number): Block {
  const at = (field: number): number => data[index * fields + field] ?? NaN;
  return {
    firstStep: at(0),
    firstTs: at(1),
    lastStep: at(2),
    lastTs: at(3),
    lastValue: at(4),
    minStep: at(5),
    minTs: at(6),
    min: at(7),
    maxStep: at(8),
    maxTs: at(9),
    max: at(10),
    numbers: at(11),
    nans: at(12),
    nanStep: at(13),
    nanTs: at(14),
    sum: at(15),
  };
}

export function countBlocks(data: Float64Array): number {
  return data.length / fields;
}

/** The block's last point, from which reading goes on. */
export function lastRow({ lastStep, lastTs, lastValue }: Block): Row {
  return [lastStep, lastTs, Number.isNaN(lastValue) ? 'NaN' : lastValue];
}

/** Whether the block holds a value that stands for an infinity, behind which its finite extremes do not show. */
export function hasInfinite({ numbers, min, max }: Block): boolean {
  return numbers > 0 && (isInfinite(min) || isInfinite(max));
}

/**
 * Brings the blocks of a series up to date, a slice at a time so that logging never waits, and returns them. A series
 * written in order only grows at its end; one written out of order is summed up anew when it has changed.
 */
export async function updateBlocks(db: Db, id: SeriesId, signal?: AbortSignal): Promise<Blocks> {
  const series = prepared(db, 'SELECT count, ordered FROM metrics WHERE run = ? AND key = ?').get(id.row, id.key) as
    { readonly count: number; readonly ordered: number } | undefined;
  if (!series) return none;
  const stored = readStored(db, id);
  const usable = stored !== null && (series.ordered === 1 || stored.counted === series.count) ? stored : none;
  let { covered } = usable;
  if (series.count - covered < blockSize) return usable;

  const made: number[] = [];
  let last = usable.data.length > 0 ? lastRow(readBlock(usable.data, countBlocks(usable.data) - 1)) : null;
  let sinceTurn = 0;
  while (series.count - covered >= blockSize) {
    signal?.throwIfAborted();
    const rows = rowsAfter(db, id, last, slice / 8);
    const whole = Math.floor(rows.length / blockSize) * blockSize;
    if (whole === 0) break;
    for (let start = 0; start < whole; start += blockSize) made.push(...summarise(rows, start));
    covered += whole;
    last = rows[whole - 1] ?? null;
    sinceTurn += whole;
    if (sinceTurn < slice) continue;
    sinceTurn = 0;
    await setImmediate();
  }
  const data = new Float64Array(usable.data.length + made.length);
  data.set(usable.data);
  data.set(made, usable.data.length);
  store(db, id, { data, covered, counted: series.count });
  return { data, covered };
}

const nowhere: Row = [NaN, NaN, NaN];

function summarise(rows: readonly Row[], start: number): readonly number[] {
  let min = nowhere;
  let max = nowhere;
  let nan = nowhere;
  let low = Infinity;
  let high = -Infinity;
  let nans = 0;
  let sum = 0;
  for (let index = start; index < start + blockSize; index += 1) {
    const row = rows[index];
    if (row === undefined) continue;
    const value = row[2];
    if (typeof value === 'string') {
      if (nans === 0) nan = row;
      nans += 1;
      continue;
    }
    sum += value;
    if (value < low) {
      low = value;
      min = row;
    }
    if (value > high) {
      high = value;
      max = row;
    }
  }
  const first = rows[start] ?? nowhere;
  const last = rows[start + blockSize - 1] ?? nowhere;
  return [
    ...[first[0], first[1], last[0], last[1], fromStored(last[2])],
    ...[min[0], min[1], low, max[0], max[1], high],
    ...[blockSize - nans, nans, nan[0], nan[1], sum],
  ];
}

/** Blocks are kept behind these two: no block starts with NaN, so that those of the first format are told apart. */
const header = [NaN, 2] as const;

interface StoredBlocks extends Blocks {
  readonly counted: number;
}

function readStored(db: Db, id: SeriesId): StoredBlocks | null {
  const stored = prepared(db, 'SELECT covered, counted, blocks FROM series_blocks WHERE run = ? AND key = ?').get(
    id.row,
    id.key,
  ) as { readonly covered: number; readonly counted: number; readonly blocks: Buffer } | undefined;
  if (stored === undefined) return null;
  const { covered, counted, blocks } = stored;
  const doubles = toDoubles(blocks);
  if (!Number.isNaN(doubles[0]) || doubles[1] !== header[1]) return null;
  return { data: doubles.subarray(header.length), covered, counted };
}

function store(db: Db, id: SeriesId, { data, covered, counted }: StoredBlocks): void {
  const kept = new Float64Array(header.length + data.length);
  kept.set(header);
  kept.set(data, header.length);
  prepared(
    db,
    `INSERT INTO series_blocks (run, key, covered, counted, blocks)
     SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)
     ON CONFLICT DO UPDATE SET covered = excluded.covered, counted = excluded.counted, blocks = excluded.blocks`,
  ).run(id.row, id.key, covered, counted, Buffer.from(kept.buffer), id.row);
}

function toDoubles({ buffer, byteOffset, byteLength }: Buffer): Float64Array {
  // Doubles must lie on multiples of eight bytes; a buffer from the pool may not.
  if (byteOffset % 8 === 0) return new Float64Array(buffer, byteOffset, byteLength / 8);
  return new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
