import type { Int } from './types';

/** A 64-bit integer column as a number where that is exact, else as bigint. */
export function toInt(value: bigint): Int {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function toIntOrNull(value: bigint | null): Int | null {
  return value === null ? null : toInt(value);
}

/** How a metric value is kept: NaN, which SQLite would turn into NULL, as text; infinities clamped as MLflow does. */
export function toStored(value: number): number | 'NaN' {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return Number.MAX_VALUE;
  if (value === -Infinity) return -Number.MAX_VALUE;
  return value;
}

export function fromStored(value: number | string): number {
  return typeof value === 'number' ? value : NaN;
}
