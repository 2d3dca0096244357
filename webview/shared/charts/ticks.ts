import { formatNumber } from '../../../src/protocol/format';
import type { Range } from './extent';

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((count) => count * day),
] as const;

/** A step in seconds that reads well on a clock and gives at most `most` ticks over the span. */
export function clockStep(spanSeconds: number, most: number): number {
  const needed = spanSeconds / Math.max(1, most);
  if (needed < second) return niceStep(needed);
  return steps.find((step) => step >= needed) ?? Math.ceil(needed / (365 * day)) * 365 * day;
}

/** The next of 1, 2, 5 × 10ⁿ. */
function niceStep(needed: number): number {
  const power = 10 ** Math.floor(Math.log10(needed));
  return ([1, 2, 5, 10].find((factor) => factor * power >= needed) ?? 10) * power;
}

/** Ticks in the axis' own unit: `relative` counts seconds from 0, `wall` milliseconds, aligned with local midnight. */
export function timeTicks({ min, max }: Range, most: number, kind: 'relative' | 'wall'): readonly number[] {
  const unit = kind === 'wall' ? 1000 : 1;
  const step = clockStep((max - min) / unit, most) * unit;
  const shift = kind === 'wall' ? (new Date(min).getTimezoneOffset() || 0) * minute * unit : 0;
  const start = Math.ceil((min - shift) / step) * step + shift;
  // Counted, as a step may be too small to move a time far beyond any clock.
  const count = Math.min(most * 3, Math.floor((max - start) / step) + 1);
  return Array.from({ length: Math.max(0, count) || 0 }, (_, index) => start + index * step);
}

/** Seconds as a tick reads: `30 s`, `2 m`, `1 h 30 m`. */
export function relativeLabel(seconds: number): string {
  if (seconds < 0) return `−${relativeLabel(-seconds)}`;
  if (seconds < minute) return `${formatNumber(seconds)} s`;
  const parts = [
    [Math.floor(seconds / day), 'd'],
    [Math.floor((seconds % day) / hour), 'h'],
    [Math.floor((seconds % hour) / minute), 'm'],
    [Math.round(seconds % minute), 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Milliseconds since 1970 as a tick reads, as fine as the span asks for. */
export function wallLabel(ms: number, spanMs: number): string {
  const at = new Date(ms);
  // A clock may be so wrong that no calendar has its time.
  if (Number.isNaN(at.getTime())) return formatNumber(ms);
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
  const options: Intl.DateTimeFormatOptions =
    spanMs > 3 * day * 1000 || isMidnight
      ? { month: 'short', day: 'numeric' }
      : spanMs > 10 * minute * 1000
        ? { hour: '2-digit', minute: '2-digit' }
        : { hour: '2-digit', minute: '2-digit', second: '2-digit' };
  return new Intl.DateTimeFormat(undefined, options).format(at);
}
