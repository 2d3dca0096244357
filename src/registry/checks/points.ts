import type { DatasetRef, Point, RunFacts } from './facts';

export interface PointChoice {
  readonly metric: string;
  /** Name of the dataset that the points were logged with. */
  readonly dataset?: string | undefined;
  /** Context that the points' dataset has in the run. */
  readonly context?: string | undefined;
}

/** The points of exactly this key, those of the dataset or context alone where one is asked for. */
export function selectPoints(run: RunFacts | null, { metric, dataset, context }: PointChoice): readonly Point[] {
  const points = run?.metrics.get(metric) ?? [];
  return points.filter(
    (point) =>
      (dataset === undefined || point.dataset?.name === dataset) &&
      (context === undefined || run?.datasets.some((each) => each.context === context && isSame(each, point.dataset))),
  );
}

/** The value that counts: of the greatest step, then timestamp, then value; a NaN among equals wins, so that it is seen. */
export function latestPoint(points: readonly Point[]): Point | null {
  return points.reduce<Point | null>((last, point) => (last === null || isLater(point, last) ? point : last), null);
}

function isLater(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  return Number.isNaN(a.value) || a.value > b.value;
}

/** The data behind a point: its own dataset, else the only one that the run has in this context; null when unknown. */
export function datasetBehind(run: RunFacts, point: Point, context: string): DatasetRef | null {
  if (point.dataset) return { name: point.dataset.name, digest: point.dataset.digest };
  const [only, ...more] = run.datasets.filter((each) => each.context === context);
  return only && more.every((each) => isSame(each, only)) ? { name: only.name, digest: only.digest } : null;
}

/** Same name and digest; an empty digest says nothing. */
export function isSame(one: DatasetRef | null, other: DatasetRef | null): boolean {
  return one !== null && other !== null && one.digest !== '' && one.name === other.name && one.digest === other.digest;
}
