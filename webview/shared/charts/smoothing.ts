/**
 * Exponential moving average with the bias of its start removed, as TensorBoard's smoothing slider computes it:
 * `s = w·s + (1 − w)·y`, shown as `s / (1 − wⁿ)`. Points are x0, y0, x1, y1, …; values that are not finite stay as
 * they are and take no part. `weight` is in [0, 1).
 */
export function smooth(points: Float64Array, weight: number): Float64Array {
  const smoothed = points.slice();
  let last = 0;
  let remaining = 1;
  for (let index = 1; index < points.length; index += 2) {
    const value = points[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    last = last * weight + (1 - weight) * value;
    remaining *= weight;
    smoothed[index] = last / (1 - remaining);
  }
  return smoothed;
}
