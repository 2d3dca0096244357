import type { Part } from './result';

/** Differences of float64 such as 0.8722 − 0.8712 miss their decimal value by less than this. */
const slack = 1e-12;

export function isAtLeast(value: number, bound: number): boolean {
  return value + slack >= bound;
}

/** Why a value cannot be judged, or null. The store keeps infinities as the largest float64, as MLflow does. */
export function explainNumber(value: number, what: string): string | null {
  if (Number.isNaN(value)) return `${what} is NaN.`;
  return Math.abs(value) >= Number.MAX_VALUE ? `${what} is infinite.` : null;
}

/** The conditions of `at_least` and `at_most` on a finite value. */
export function judgeBounds(
  value: number,
  what: string,
  { at_least, at_most }: { readonly at_least?: number | undefined; readonly at_most?: number | undefined },
): readonly Part[] {
  const parts: Part[] = [];
  if (at_least !== undefined) parts.push(judgeBound(`${what} is ${value}, required >= ${at_least}.`, value, at_least));
  if (at_most !== undefined) parts.push(judgeBound(`${what} is ${value}, required <= ${at_most}.`, -value, -at_most));
  return parts;
}

function judgeBound(message: string, value: number, bound: number): Part {
  if (!Number.isFinite(bound)) return { status: 'error', message: 'The bound is no finite number.' };
  return { status: isAtLeast(value, bound) ? 'pass' : 'fail', message };
}

/** `>= 0.85`, `<= 120` and both. */
export function describeBounds(bounds: {
  readonly at_least?: number | undefined;
  readonly at_most?: number | undefined;
}): readonly string[] {
  const { at_least, at_most } = bounds;
  return [at_least === undefined ? [] : [`>= ${at_least}`], at_most === undefined ? [] : [`<= ${at_most}`]].flat();
}

/**
 * A quantile of sorted numbers by linear interpolation at (n − 1)·p: R's type 7, the default of R and NumPy. NaN for none.
 */
export function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const [low = NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
