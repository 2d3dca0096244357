import { toJsonNumber } from '../../protocol/run';
import type { SeriesMessage } from '../../protocol/series';
import { defineCommand } from '../command';
import { misuse } from '../failure';
import { formatTable, type Column } from '../table';
import { readChoice, readWhole } from '../values';
import { formatNumber, shortId } from '../../protocol/format';
import { resolveRuns } from './resolve';

const fewestPoints = 16;
const mostPoints = 1_000_000;

export const series = defineCommand({
  about: 'Prints the points of one metric; where there are more than asked for, every spike is kept.',
  operands: ['RUN…'],
  options: {
    metric: { type: 'string', value: 'KEY', help: 'The metric' },
    points: { type: 'string', value: 'N', help: 'At most so many points a run; default 2000' },
    x: { type: 'string', value: 'AXIS', help: 'step (default), relative (seconds) or wall (time)' },
  },
  async run({ context, operands, values }) {
    if (values.metric === undefined) throw misuse('Say which metric: --metric KEY.', 'runs series');
    const points = readWhole('points', values.points, { min: fewestPoints, max: mostPoints });
    const x = readChoice('x', values.x, ['step', 'relative', 'wall'] as const);
    const tracker = await context.tracker();
    const ids = await resolveRuns(tracker, operands, context);
    const message = await tracker.series({ ids, metric: values.metric, points, x }, { signal: context.signal });
    return context.reply(toDocument(message), () => toTable(message));
  },
});

type Point = readonly [x: number, y: number];

function pointsOf({ points }: SeriesMessage, index: number): Point[] {
  const doubles = points[index] ?? new Float64Array();
  return Array.from({ length: doubles.length / 2 }, (_, at) => [doubles[at * 2] ?? NaN, doubles[at * 2 + 1] ?? NaN]);
}

function toDocument(message: SeriesMessage): unknown {
  const { metric, x, series: all } = message;
  const writeX = (value: number): unknown => (x === 'wall' ? toTime(value) : toJsonNumber(value));
  return {
    metric,
    x,
    series: all.map(({ id, total, shown }, index) => ({
      runId: id,
      points: pointsOf(message, index).map(([at, value]) => [writeX(at), toJsonNumber(value)]),
      total,
      shown,
    })),
  };
}

/** One line an x, one column a run. */
function toTable(message: SeriesMessage): string {
  const lookups = message.series.map((_, index) => new Map(pointsOf(message, index)));
  const xs = [...new Set(lookups.flatMap((lookup) => [...lookup.keys()]))].sort((one, other) => one - other);
  if (xs.length === 0) return `No points of ${message.metric}.`;
  const columns: Column<number>[] = [
    {
      title: message.x.toUpperCase(),
      cell: (x) => (message.x === 'wall' ? toTime(x) : formatNumber(x)),
      right: message.x !== 'wall',
    },
    ...message.series.map(({ id }, index) => ({
      title: shortId(id),
      cell: (x: number) => (lookups[index]?.has(x) === true ? formatNumber(lookups[index].get(x)) : ''),
      right: true,
    })),
  ];
  return formatTable(columns, xs);
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
