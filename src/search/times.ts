const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** Milliseconds of a duration such as `5m`, `-7d` or `1h30m` (units ms, s, m, h, d, w). */
export function parseDuration(raw: string): number {
  const parts = raw.toLowerCase().matchAll(/([\d.]+)(ms|[smhdw])/g);
  let total = 0;
  for (const [, amount, unit] of parts) total += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return raw.startsWith('-') ? -total : total;
}

/** First and last millisecond since 1970 of a span of time. */
export interface TimeSpan {
  readonly from: number;
  readonly last: number;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * The span a date or time covers: the whole day of `2026-11-01`, the minute of `2026-11-01 12:30`, the second of
 * `2026-11-01T12:30:05`. Local time unless it ends with `Z` or an offset. Null for text that is no date.
 */
export function parseDate(text: string): TimeSpan | null {
  const found = DATE.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const date = [Number(year), Number(month) - 1, Number(day)] as const;
  const clock = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)] as const;
  if (!isOnCalendar(date) || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return null;
  if (hour === undefined) {
    return { from: new Date(...date).getTime(), last: new Date(date[0], date[1], date[2] + 1).getTime() - 1 };
  }
  const ms = Number((fraction ?? '').padEnd(3, '0'));
  const from =
    zone === undefined ? new Date(...date, ...clock, ms).getTime() : Date.UTC(...date, ...clock, ms) - offsetOf(zone);
  const length = second === undefined ? 6e4 : fraction === undefined ? 1e3 : 10 ** (3 - fraction.length);
  return { from, last: from + length - 1 };
}

function isOnCalendar([year, month, day]: readonly [number, number, number]): boolean {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * 36e5 + Number(zone.slice(-2)) * 6e4;
  return zone.startsWith('-') ? -size : size;
}
