import { setImmediate } from 'node:timers/promises';
import type { Db } from '../../store';
import { fromStored } from '../exact';
import { blockSize, countBlocks, hasInfinite, lastRow, readBlock, updateBlocks, type Block } from './blocks';
import type { Collector } from './collector';
import { rowsAfter, rowsByTime, sliceRows, type Row } from './rows';
import type { Series } from './series';

export interface ScanOptions {
  readonly from: number;
  readonly to: number;
  readonly out: Collector;
  /** Blocks too wide on the x axis are read point by point, if they hold at most `rawPoints` together. */
  readonly isWide: (firstX: number, lastX: number) => boolean;
  readonly rawPoints: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a scan saw in the range. */
export interface Seen {
  /** Points of the store. */
  readonly total: number;
  readonly nan: number;
  /** Points whose time lies before that of a lower step: clocks disagree. Counted on time axes. */
  readonly backwards: number;
  /** Steps that have no place on the axis, in the whole series. */
  readonly unpaired: number;
}

/** Shorter series are read point by point: 8,192 points take about 2 ms. */
const blocksFrom = 8192;

/**
 * Gives a collector the points of a series in [from, to] in the order of x, with one neighbour on each side. A long
 * series is read from its blocks, and from raw points at the ends of the range, where blocks are too wide or hold infinities.
 */
export async function scanSeries(db: Db, series: Series, options: ScanOptions): Promise<Seen> {
  const feed = createFeed(series, options);
  if (series.joined !== null) {
    const { points } = series.joined;
    for (let at = 0; at < points.length; at += 2) if (feed.point(points[at] ?? NaN, points[at + 1] ?? NaN)) break;
  } else if (!series.inOrder) {
    // Out of order, time does not follow the blocks.
    feed.byTime(rowsByTime(db, series.id));
  } else if (series.count < blocksFrom || !series.exact) feed.rows(rowsAfter(db, series.id, null, -1));
  else await scanBlocks(db, series, { ...options, feed });
  return { ...feed.seen(), unpaired: series.joined?.unpaired ?? 0 };
}

type Feed = ReturnType<typeof createFeed>;

/** Feeds points in the order of x to the collector; `point` and `rows` return true once the range has ended. */
function createFeed({ toX }: Series, { from, to, out }: ScanOptions) {
  let total = 0;
  let nan = 0;
  let backwards = 0;
  let before: readonly [x: number, y: number] | null = null;
  const point = (x: number, y: number): boolean => {
    if (x < from) {
      before = [x, y];
      return false;
    }
    if (before !== null) {
      out.add(...before);
      before = null;
    }
    out.add(x, y);
    if (x > to) return true;
    total += 1;
    if (Number.isNaN(y)) nan += 1;
    return false;
  };
  return {
    point,
    rows: (rows: readonly Row[]): boolean => rows.some(([step, ts, value]) => point(toX(step, ts), fromStored(value))),
    byTime(rows: Iterable<Row>): void {
      let highest = -Infinity;
      for (const [step, ts, value] of rows) {
        if (step < highest && toX(step, ts) >= from && toX(step, ts) <= to) backwards += 1;
        highest = Math.max(highest, step);
        if (point(toX(step, ts), fromStored(value))) return;
      }
    },
    block(block: Block): void {
      out.addBlock({
        ...block,
        firstX: toX(block.firstStep, block.firstTs),
        lastX: toX(block.lastStep, block.lastTs),
        minX: toX(block.minStep, block.minTs),
        maxX: toX(block.maxStep, block.maxTs),
        nanX: toX(block.nanStep, block.nanTs),
      });
      total += blockSize;
      nan += block.nans;
    },
    seen: () => ({ total, nan, backwards }),
  };
}

async function scanBlocks(db: Db, series: Series, options: ScanOptions & { readonly feed: Feed }): Promise<void> {
  const { from, to, rawPoints, signal, feed } = options;
  const { data } = await updateBlocks(db, series.id, signal);
  const count = countBlocks(data);
  const firstX = (block: Block): number => series.toX(block.firstStep, block.firstTs);
  const lastX = (block: Block): number => series.toX(block.lastStep, block.lastTs);
  const first = firstBlock(data, (block) => lastX(block) >= from);
  const end = Math.max(
    first,
    firstBlock(data, (block) => firstX(block) > to),
  );
  const isWide = (block: Block): boolean => options.isWide(firstX(block), lastX(block));
  let wide = 0;
  for (let index = first; index < end; index += 1) if (isWide(readBlock(data, index))) wide += blockSize;

  let last = first > 0 ? lastRow(readBlock(data, first - 1)) : null;
  if (last !== null) feed.point(series.toX(last[0], last[1]), fromStored(last[2]));
  const readOn = async (points: number): Promise<void> => {
    for (let left = points; left > 0; left -= sliceRows) {
      signal?.throwIfAborted();
      const limit = Math.min(left, sliceRows);
      const rows = rowsAfter(db, series.id, last, limit);
      if (feed.rows(rows) || rows.length < limit) return;
      last = rows.at(-1) ?? null;
      if (left > sliceRows) await setImmediate();
    }
  };
  let unread = 0;
  for (let index = first; index < end; index += 1) {
    const block = readBlock(data, index);
    // The first and the last block may reach over the range, and they hold its ends.
    const isEnd = index === first || index === end - 1;
    if (isEnd || hasInfinite(block) || (isWide(block) && wide <= rawPoints)) {
      unread += blockSize;
      continue;
    }
    await readOn(unread);
    unread = 0;
    feed.block(block);
    last = lastRow(block);
  }
  // Past the last block there are few points, or the one neighbour that is wanted.
  await readOn(end < count ? unread + 1 : Infinity);
}

/** Index of the first block that passes a test which all blocks after it pass too; their count when none does. */
function firstBlock(data: Float64Array, passes: (block: Block) => boolean): number {
  let low = 0;
  let high = countBlocks(data);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(readBlock(data, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}
