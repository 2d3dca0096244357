import { setImmediate } from 'node:timers/promises';
import { prepared, type Db } from '../../store';
import { fromStored } from '../exact';

/** Points a block: few enough for a fine line, many enough that 100,000 points are 1,563 blocks. */
export const blockSize = 64;
/** Doubles a block holds: see {@link Block}. */
const fields = 15;
/** Rows read between two turns of the event loop: about 5 ms. */
const slice = 16_384;

/** Extremes of `blockSize` successive points in the order (step, timestamp, value). */
export interface Block {
  readonly firstStep: number;
  readonly firstTs: number;
  readonly lastStep: number;
  readonly lastTs: number;
  readonly lastValue: number;
  /** Of the finite values; meaningless when all are NaN (`finite` 0). */
  readonly minStep: number;
  readonly minTs: number;
  readonly min: number;
  readonly maxStep: number;
  readonly maxTs: number;
  readonly max: number;
  readonly finite: number;
  readonly nans: number;
  readonly nanStep: number;
  readonly nanTs: number;
}

export interface SeriesId {
  readonly row: number;
  readonly key: number;
}

interface Stored {
  readonly covered: number;
  readonly counted: number;
  readonly blocks: Buffer;
}

export interface Point {
  readonly step: number;
  readonly ts: number;
  readonly value: number | string;
}

/** The blocks of a series as one array of doubles, and how many points from its start they cover. */
export interface Blocks {
  readonly data: Float64Array;
  readonly covered: number;
}

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
    finite: at(11),
    nans: at(12),
    nanStep: at(13),
    nanTs: at(14),
  };
}

export function countBlocks(data: Float64Array): number {
  return data.length / fields;
}

/**
 * Brings the blocks of a series up to date, a slice at a time so that logging never waits, and returns them. A series
 * written in order only grows at its end; one written out of order is summed up anew when it has changed.
 */
export async function updateBlocks(db: Db, id: SeriesId, signal?: AbortSignal): Promise<Blocks> {
  const series = prepared(db, 'SELECT count, ordered FROM metrics WHERE run = ? AND key = ?').get(id.row, id.key) as
    { readonly count: number; readonly ordered: number } | undefined;
  if (!series) return { data: new Float64Array(), covered: 0 };
  const stored = readStored(db, id);
  const usable = stored && (series.ordered === 1 || stored.counted === series.count) ? stored : null;
  let data = usable ? toDoubles(usable.blocks) : new Float64Array();
  let covered = usable?.covered ?? 0;
  if (series.count - covered < blockSize) return { data, covered };

  const made: number[] = [];
  let last = data.length > 0 ? readBlock(data, countBlocks(data) - 1) : null;
  while (series.count - covered >= blockSize) {
    signal?.throwIfAborted();
    const points = [...pointsAfter(db, id, { block: last, limit: slice })];
    const whole = Math.floor(points.length / blockSize) * blockSize;
    if (whole === 0) break;
    for (let start = 0; start < whole; start += blockSize) made.push(...summarise(points, start));
    covered += whole;
    last = readBlock(Float64Array.from(made.slice(-fields)), 0);
    await setImmediate();
  }
  data = concat(data, Float64Array.from(made));
  store(db, id, { data, covered, counted: series.count });
  return { data, covered };
}

/** Raw points after `block` (null: from the start), in order; `limit` -1 is no limit. */
export function pointsAfter(
  db: Db,
  id: SeriesId,
  { block, limit }: { block: Block | null; limit: number },
): IterableIterator<Point> {
  if (!block) {
    return prepared(
      db,
      'SELECT step, ts, value FROM points WHERE run = ? AND key = ? ORDER BY step, ts, value LIMIT ?',
    ).iterate(id.row, id.key, limit) as IterableIterator<Point>;
  }
  const lastValue = Number.isNaN(block.lastValue) ? 'NaN' : block.lastValue;
  return prepared(
    db,
    `SELECT step, ts, value FROM points WHERE run = ? AND key = ? AND (step, ts, value) > (?, ?, ?)
     ORDER BY step, ts, value LIMIT ?`,
  ).iterate(id.row, id.key, block.lastStep, block.lastTs, lastValue, limit) as IterableIterator<Point>;
}

function summarise(points: readonly Point[], start: number): number[] {
  let min: Point | undefined;
  let max: Point | undefined;
  let nan: Point | undefined;
  let low = Infinity;
  let high = -Infinity;
  let nans = 0;
  for (let index = start; index < start + blockSize; index += 1) {
    const point = points[index];
    if (!point) continue;
    const { value } = point;
    if (typeof value === 'string') {
      nan ??= point;
      nans += 1;
      continue;
    }
    if (value < low) {
      low = value;
      min = point;
    }
    if (value > high) {
      high = value;
      max = point;
    }
  }
  const first = points[start];
  const last = points[start + blockSize - 1];
  if (!first || !last) throw new Error('unreachable: a block has all its points');
  return [
    first.step,
    first.ts,
    last.step,
    last.ts,
    fromStored(last.value),
    min?.step ?? NaN,
    min?.ts ?? NaN,
    low,
    max?.step ?? NaN,
    max?.ts ?? NaN,
    high,
    blockSize - nans,
    nans,
    nan?.step ?? NaN,
    nan?.ts ?? NaN,
  ];
}

function readStored(db: Db, id: SeriesId): Stored | undefined {
  return prepared(db, 'SELECT covered, counted, blocks FROM series_blocks WHERE run = ? AND key = ?').get(
    id.row,
    id.key,
  ) as Stored | undefined;
}

function store(db: Db, id: SeriesId, blocks: { data: Float64Array; covered: number; counted: number }): void {
  const { data, covered, counted } = blocks;
  prepared(
    db,
    `INSERT INTO series_blocks (run, key, covered, counted, blocks)
     SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)
     ON CONFLICT DO UPDATE SET covered = excluded.covered, counted = excluded.counted, blocks = excluded.blocks`,
  ).run(id.row, id.key, covered, counted, Buffer.from(data.buffer, data.byteOffset, data.byteLength), id.row);
}

function toDoubles(buffer: Buffer): Float64Array {
  // Doubles must lie on multiples of eight bytes; a buffer from the pool may not.
  const bytes = buffer.byteOffset % 8 === 0 ? buffer : Buffer.from(Uint8Array.from(buffer));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
