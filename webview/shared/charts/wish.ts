import { groupLines } from './groups';
import type { ChartInput } from './input';
import type { LineSource, Zoom } from './lines';
import type { HeldSeries, SeriesSubject, SeriesWish } from './seriesCache';

/** What a chart is about, as its points are asked for: a page's groups are drawn from means. */
export function subjectOf({ metric, options }: ChartInput): SeriesSubject {
  return { metric, x: options.x, xKey: options.xKey, form: options.groupBy === '' ? 'points' : 'means' };
}

/** What a chart wishes at a width in pixels: no more than can be told apart there. */
export function wishOf(input: ChartInput, zoom: Zoom, width: number): SeriesWish {
  const subject = subjectOf(input);
  return {
    ...subject,
    logX: input.options.logX,
    range: zoom.x,
    points: subject.form === 'points' ? wishedPoints(width) : wishedMeans(width),
    counts: new Map(input.runs.map((run) => [run.id, run.count])),
  };
}

/** The lines to draw of what is held: a run each, or a group each. */
export function sourcesOf({ runs, options }: ChartInput, held: ReadonlyMap<string, HeldSeries>): readonly LineSource[] {
  const found = runs.flatMap((run) => {
    const series = held.get(run.id);
    return series === undefined ? [] : [{ run, held: series }];
  });
  if (options.groupBy !== '') return groupLines(found, options.band);
  return found.map(({ run, held: series }) => ({ ...run, ...series, band: null }));
}

/** Two points a pixel; in steps, so that a change of a few pixels does not read everything again. */
export function wishedPoints(width: number): number {
  return Math.max(200, Math.ceil((width * 2) / 200) * 200);
}

/** A mean for every other pixel, in steps. */
function wishedMeans(width: number): number {
  return Math.max(50, Math.ceil(width / 2 / 50) * 50);
}
