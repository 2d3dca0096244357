import type { Db } from '../../store';
import { isInfinite } from './collector';
import { lastOfSteps, type SeriesId } from './rows';

export interface Joined {
  /** x0, y0, x1, y1, … in the order of x, then of the step; y may be NaN. */
  readonly points: Float64Array;
  /** Steps of the metric at which the other one has no finite number: they have no place on the axis. */
  readonly unpaired: number;
}

/**
 * One metric against another of the same run, joined by step. Where a step has several points the last logged one wins
 * in both metrics: the largest timestamp, then the largest value. Steps without a partner, or whose partner is no
 * finite number, are left out and counted.
 */
export async function joinBySteps(db: Db, { id, other }: { id: SeriesId; other: SeriesId | null }): Promise<Joined> {
  const [steps, values] = await lastOfSteps(db, id);
  const [otherSteps, otherValues] = other === null ? [[], []] : await lastOfSteps(db, other);
  const xs = new Float64Array(steps.length);
  const ys = new Float64Array(steps.length);
  let count = 0;
  let isSorted = true;
  let at = 0;
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index] ?? NaN;
    while ((otherSteps[at] ?? Infinity) < step) at += 1;
    const x = otherSteps[at] === step ? (otherValues[at] ?? NaN) : NaN;
    if (Number.isNaN(x) || isInfinite(x)) continue;
    isSorted &&= count === 0 || (xs[count - 1] ?? NaN) <= x;
    xs[count] = x;
    ys[count] = values[index] ?? NaN;
    count += 1;
  }
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  if (!isSorted) order.sort((one, another) => (xs[one] ?? NaN) - (xs[another] ?? NaN) || one - another);
  const points = new Float64Array(count * 2);
  for (const [place, index] of order.entries()) points.set([xs[index] ?? NaN, ys[index] ?? NaN], place * 2);
  return { points, unpaired: steps.length - count };
}
