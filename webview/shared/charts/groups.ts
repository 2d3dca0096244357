import { plural } from '../../../src/protocol/format';
import { studentT95 } from '../../../src/protocol/student';
import type { ChartOptions } from '../chartOptions';
import type { ChartRun } from './input';
import type { LineSource } from './lines';
import type { HeldSeries } from './seriesCache';

export interface GroupMember {
  readonly run: ChartRun;
  /** x, mean, min, max of each bucket that holds values; buckets are the same for all runs. */
  readonly held: HeldSeries;
}

const stride = 4;

/**
 * One line for each group: at each x where a run of it has values, the mean over the runs of what each has there.
 * Between two of its buckets a run counts with what lies on the straight line between them, beyond its ends not at all,
 * so that a mean does not jump where runs log at different steps. The band reaches from the smallest to the largest
 * value of any run (`range`), or over the 95 % confidence interval of the mean by Student's t (`interval`), which takes
 * two runs.
 */
export function groupLines(members: readonly GroupMember[], kind: ChartOptions['band']): readonly LineSource[] {
  const groups = new Map<string, GroupMember[]>();
  for (const member of members) {
    const label = member.run.group ?? '';
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [member]);
    else group.push(member);
  }
  return [...groups].flatMap(([label, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const sum = (of: (held: HeldSeries) => number): number => group.reduce((all, { held }) => all + of(held), 0);
    const merged = merge(
      group.map(({ held }) => held.points),
      kind,
    );
    return {
      id: label,
      name: `${label} (${plural(group.length, 'run')})`,
      colour: first.run.colour,
      points: merged.mean,
      total: sum((held) => held.total),
      nan: sum((held) => held.nan),
      backwards: sum((held) => held.backwards),
      unpaired: sum((held) => held.unpaired),
      band: { runs: group.length, low: merged.low, high: merged.high },
    };
  });
}

interface Merged {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function merge(runs: readonly Float64Array[], kind: ChartOptions['band']): Merged {
  const xs = [...new Set(runs.flatMap((points) => [...points].filter((_, at) => at % stride === 0)))];
  xs.sort((one, other) => one - other);
  const [mean, low, high] = [0, 0, 0].map(() => new Float64Array(xs.length * 2)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const readers = runs.map(createReader);
  for (const [index, x] of xs.entries()) {
    const found = readers.flatMap((read) => read(x) ?? []);
    const middle = found.reduce((sum, bucket) => sum + bucket.mean, 0) / found.length;
    const [bottom, top] = kind === 'range' ? rangeOf(found) : intervalOf(found, middle);
    for (const [array, y] of [[mean, middle] as const, [low, bottom] as const, [high, top] as const]) {
      array[index * 2] = x;
      array[index * 2 + 1] = y;
    }
  }
  return { mean, low, high };
}

interface Bucket {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Reads a run's buckets at ascending x, on the line between two where it has none; null beyond its ends. */
function createReader(points: Float64Array): (x: number) => Bucket | null {
  let at = 0;
  const field = (offset: number, share: number): number => {
    const before = points[at + offset] ?? NaN;
    return share === 0 ? before : before + ((points[at + stride + offset] ?? NaN) - before) * share;
  };
  return (x) => {
    while ((points[at + stride] ?? Infinity) <= x) at += stride;
    const start = points[at] ?? Infinity;
    const end = points[at + stride] ?? start;
    if (x < start || x > end) return null;
    const share = x === start ? 0 : (x - start) / (end - start);
    return { mean: field(1, share), min: field(2, share), max: field(3, share) };
  };
}

function rangeOf(buckets: readonly Bucket[]): readonly [number, number] {
  return [Math.min(...buckets.map(({ min }) => min)), Math.max(...buckets.map(({ max }) => max))];
}

function intervalOf(buckets: readonly Bucket[], middle: number): readonly [number, number] {
  const count = buckets.length;
  if (count < 2) return [NaN, NaN];
  const squares = buckets.reduce((sum, { mean }) => sum + (mean - middle) ** 2, 0);
  const half = studentT95(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return [middle - half, middle + half];
}
