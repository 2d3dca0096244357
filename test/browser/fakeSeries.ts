import { encodeSeries, strides, type SeriesRequest } from '../../src/protocol/series';
import { createAverager, createGrid } from '../../src/runs/series/averages';
import { createBuckets } from '../../src/runs/series/buckets';
import { keepAll, type Collector } from '../../src/runs/series/collector';
import { createDownsampler } from '../../src/runs/series/downsample';
import { seriesOf, xOf } from './fixtures';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Answers for the series of the fixtures, thinned as the tracker thins them; `extra`: points logged since the start. */
export function readFakeSeries(request: SeriesRequest, extra: number): Uint8Array {
  const { ids, metric, x, form, points: most } = request;
  const all = ids.map((id) => pointsOf(id, request, extra));
  const from = request.from ?? Math.min(...all.flatMap(({ placed }) => placed[0]?.x ?? []));
  const to = request.to ?? Math.max(...all.flatMap(({ placed }) => placed.at(-1)?.x ?? []));
  const grid = createGrid({ from, to, buckets: most }, x === 'step');
  const parts = all.map(({ placed, unpaired }, index) => {
    const inside = placed.filter((point) => point.x >= from && point.x <= to);
    const range = {
      from: inside[0]?.x ?? 0,
      to: inside.at(-1)?.x ?? 0,
      count: Math.floor(most / 2),
      log: request.logX,
    };
    const points = collect(
      form === 'means'
        ? createAverager(grid, to)
        : inside.length <= most
          ? keepAll()
          : createDownsampler(createBuckets(range)),
      withNeighbours(placed, from, to),
    );
    const nan = inside.filter(({ y }) => Number.isNaN(y)).length;
    const shown = points.length / strides[form];
    return { header: { id: ids[index] ?? '', total: inside.length, shown, nan, backwards: 0, unpaired }, points };
  });
  const series = parts.map(({ header }) => header);
  return encodeSeries({ metric, x, form, series, points: parts.map(({ points }) => points) });
}

function pointsOf(id: string, { metric, x, xKey = '' }: SeriesRequest, extra: number) {
  const [series, other] = [seriesOf(id, metric, extra), seriesOf(id, xKey, extra)];
  const steps = Array.from({ length: series?.count ?? 0 }, (_, step) => step);
  const placed = steps.map((step): Point => ({
    x: x !== 'metric' ? xOf(step, x) : step < (other?.count ?? 0) ? (other?.valueAt(step) ?? NaN) : NaN,
    y: series?.valueAt(step) ?? NaN,
  }));
  const paired = placed.filter((point) => !Number.isNaN(point.x)).toSorted((one, another) => one.x - another.x);
  return { placed: paired, unpaired: placed.length - paired.length };
}

function withNeighbours(points: readonly Point[], from: number, to: number): readonly Point[] {
  const start = Math.max(0, points.findIndex(({ x }) => x >= from) - 1);
  return points.slice(start, points.findLastIndex(({ x }) => x <= to) + 2);
}

function collect(collector: Collector, points: readonly Point[]): Float64Array {
  for (const { x, y } of points) collector.add(x, y);
  return collector.finish();
}
