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
  const pairs: (readonly [x: number, y: number])[] = [];
  let at = 0;
  for (const [index, step] of steps.entries()) {
    while (at < otherSteps.length && (otherSteps[at] ?? Infinity) < step) at += 1;
    const x = otherSteps[at] === step ? (otherValues[at] ?? NaN) : NaN;
    if (!Number.isNaN(x) && !isInfinite(x)) pairs.push([x, values[index] ?? NaN]);
  }
  // Sorting is stable, so that points of one x stay in the order of their steps.
  pairs.sort((one, another) => one[0] - another[0]);
  return { points: Float64Array.from(pairs.flat()), unpaired: steps.length - pairs.length };
}
