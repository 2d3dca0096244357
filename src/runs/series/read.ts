import { prepared, type Db } from '../../store';
import { fromStored } from '../exact';
import { findKey } from '../keys';
import { readRunInfo } from '../lifecycle';
import {
  blockSize,
  countBlocks,
  pointsAfter,
  readBlock,
  updateBlocks,
  type Block,
  type Point,
  type SeriesId,
} from './blocks';
import { createDownsampler, type Downsampler } from './downsample';

export interface SeriesQuery {
  readonly id: string;
  readonly metric: string;
  readonly x: 'step' | 'relative' | 'wall';
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** At most about so many points come back. */
  readonly points: number;
  /** At most about so many raw points are read for a finer line than blocks give; what is beyond comes from blocks. */
  readonly rawPoints?: number;
  readonly signal?: AbortSignal;
}

export interface SeriesPoints {
  /** x0, y0, x1, y1, … in the order of x; x in steps, seconds since the run's start, or milliseconds since 1970. */
  readonly points: Float64Array;
  /** Points of the store in the range. */
  readonly total: number;
  readonly nan: number;
}

interface Scan {
  readonly toX: (step: number, ts: number) => number;
  readonly from: number;
  readonly to: number;
  readonly out: Downsampler;
  total: number;
  nan: number;
}

/** Shorter series are read point by point: 8,192 points take about 3 ms. */
const blocksFrom = 8192;

/** About 30 ms. */
const defaultRawPoints = 100_000;

const none: SeriesPoints = { points: new Float64Array(), total: 0, nan: 0 };

/**
 * The points of one metric of one run, thinned to what a chart can show with every bucket's extremes kept. A long series
 * is read from the extremes of its blocks of 64 points, and from raw points at the ends of the range; where the blocks
 * would be too coarse for the points asked, raw points are read alone.
 */
export async function readSeriesPoints(db: Db, query: SeriesQuery): Promise<SeriesPoints> {
  const info = readRunInfo(db, query.id);
  const key = findKey(db, query.metric);
  if (key === null) return none;
  const id: SeriesId = { row: info.row, key };
  const series = prepared(db, 'SELECT count, ordered FROM metrics WHERE run = ? AND key = ?').get(id.row, id.key) as
    { readonly count: number; readonly ordered: number } | undefined;
  if (!series) return none;

  const extent = readExtent(db, id, query.x === 'step' || series.ordered === 1);
  const start = Number(info.startTime ?? extent.firstTs);
  const toX: Scan['toX'] =
    query.x === 'step' ? (step) => step : query.x === 'wall' ? (_step, ts) => ts : (_step, ts) => (ts - start) / 1000;
  const from = query.from ?? toX(extent.firstStep, extent.firstTs);
  const to = query.to ?? toX(extent.lastStep, extent.lastTs);
  const buckets = Math.max(8, Math.floor(query.points / 2));
  const thin = series.count > query.points;
  const out = thin ? createDownsampler({ from, to, buckets }) : keepAll();
  const scan: Scan = { toX, from, to, out, total: 0, nan: 0 };

  // Out of order, time does not follow the blocks; points on a time axis are then sorted one by one.
  const inOrder = query.x === 'step' || series.ordered === 1;
  if (!inOrder) scanByTime(db, id, scan);
  else if (series.count < blocksFrom) scanRaw(db, id, { scan, after: null, limit: -1 });
  else {
    const { rawPoints = defaultRawPoints, signal } = query;
    await scanBlocks(db, id, { scan, buckets, rawPoints, signal });
  }
  return { points: out.finish(), total: scan.total, nan: scan.nan };
}

function keepAll(): Downsampler {
  const kept: number[] = [];
  return { add: (x, y) => kept.push(x, y), finish: () => Float64Array.from(kept) };
}

interface Extent {
  readonly firstStep: number;
  readonly firstTs: number;
  readonly lastStep: number;
  readonly lastTs: number;
}

function readExtent(db: Db, id: SeriesId, inOrder: boolean): Extent {
  if (!inOrder) {
    return prepared(
      db,
      `SELECT min(step) AS firstStep, min(ts) AS firstTs, max(step) AS lastStep, max(ts) AS lastTs
       FROM points WHERE run = ? AND key = ?`,
    ).get(id.row, id.key) as Extent;
  }
  const end = (order: string): Point =>
    prepared(db, `SELECT step, ts, value FROM points WHERE run = ? AND key = ? ORDER BY ${order} LIMIT 1`).get(
      id.row,
      id.key,
    ) as Point;
  const first = end('step, ts, value');
  const last = end('step DESC, ts DESC, value DESC');
  return { firstStep: first.step, firstTs: first.ts, lastStep: last.step, lastTs: last.ts };
}

/** Feeds points to the scan: those in the range, and the neighbour on each side. True when the range has ended. */
function feed(scan: Scan, points: Iterable<Point>, before: Point | null): boolean {
  let last = before;
  for (const point of points) {
    const x = scan.toX(point.step, point.ts);
    if (x < scan.from) {
      last = point;
      continue;
    }
    if (last) {
      scan.out.add(scan.toX(last.step, last.ts), fromStored(last.value));
      last = null;
    }
    const value = fromStored(point.value);
    scan.out.add(x, value);
    if (x > scan.to) return true;
    scan.total += 1;
    if (Number.isNaN(value)) scan.nan += 1;
  }
  return false;
}

function scanByTime(db: Db, id: SeriesId, scan: Scan): void {
  const rows = prepared(
    db,
    'SELECT step, ts, value FROM points WHERE run = ? AND key = ? ORDER BY ts, step, value',
  ).iterate(id.row, id.key) as IterableIterator<Point>;
  feed(scan, rows, null);
}

/** Scans raw points after block `after`; true when the range has ended. */
function scanRaw(
  db: Db,
  id: SeriesId,
  { scan, after, limit, before = null }: { scan: Scan; after: Block | null; limit: number; before?: Point | null },
): boolean {
  return feed(scan, pointsAfter(db, id, { block: after, limit }), before);
}

interface BlockScan {
  readonly scan: Scan;
  readonly buckets: number;
  readonly rawPoints: number;
  readonly signal: AbortSignal | undefined;
}

async function scanBlocks(db: Db, id: SeriesId, { scan, buckets, rawPoints, signal }: BlockScan): Promise<void> {
  const { data } = await updateBlocks(db, id, signal);
  const count = countBlocks(data);
  let first = 0;
  while (first < count && xOfLast(scan, readBlock(data, first)) < scan.from) first += 1;
  let end = first;
  while (end < count && xOfFirst(scan, readBlock(data, end)) <= scan.to) end += 1;
  const preceding = first > 0 ? readBlock(data, first - 1) : null;
  const neighbour: Point | null = preceding && {
    step: preceding.lastStep,
    ts: preceding.lastTs,
    value: Number.isNaN(preceding.lastValue) ? 'NaN' : preceding.lastValue,
  };
  // Two points a block would be coarser than asked, and the range holds few enough raw points to read them all.
  if (end - first < buckets / 2 && (end - first) * blockSize <= rawPoints) {
    scanRaw(db, id, { scan, after: preceding, limit: -1, before: neighbour });
    return;
  }
  let last: Block | null = preceding;
  for (let index = first; index < end; index += 1) {
    const block = readBlock(data, index);
    // The first and the last block are read point by point: they may reach over the range, and they hold its ends.
    const inside = index > first && index < end - 1;
    if (inside) addBlock(scan, block);
    else if (scanRaw(db, id, { scan, after: last, limit: blockSize, before: index === first ? neighbour : null }))
      return;
    last = block;
  }
  scanRaw(db, id, { scan, after: last, limit: end < count ? 1 : -1 });
}

function xOfFirst(scan: Scan, block: Block): number {
  return scan.toX(block.firstStep, block.firstTs);
}

function xOfLast(scan: Scan, block: Block): number {
  return scan.toX(block.lastStep, block.lastTs);
}

function addBlock(scan: Scan, block: Block): void {
  const found: [number, number][] = [];
  if (block.finite > 0) {
    found.push([scan.toX(block.minStep, block.minTs), block.min], [scan.toX(block.maxStep, block.maxTs), block.max]);
  }
  if (block.nans > 0) found.push([scan.toX(block.nanStep, block.nanTs), NaN]);
  found.sort((a, b) => a[0] - b[0]);
  for (const [x, y] of found) scan.out.add(x, y);
  scan.total += blockSize;
  scan.nan += block.nans;
}
