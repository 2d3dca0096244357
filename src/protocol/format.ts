import type { JsonNumber } from './run';

const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number with 4 significant digits; integers up to a million whole; very large and small ones as `1.234e-7`; `–` for none. */
export function formatNumber(value: JsonNumber | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return trimExponent(value.toExponential(3));
  return significant.format(value);
}

function trimExponent(text: string): string {
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e');
}

/** The full value, for tooltips and copies. */
export function fullNumber(value: JsonNumber | null): string {
  return value === null ? '' : String(value);
}

/** A difference with its sign: `+0.012`, `−3`, `±0`. */
export function formatDelta(value: number): string {
  if (value === 0) return '±0';
  return value > 0 ? `+${formatNumber(value)}` : `−${formatNumber(-value)}`;
}

/** A count with thousands separators: `100,000`. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `1 noun`, `3 nouns`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** Milliseconds as `820 ms`, `4.2 s`, `2 m 13 s`, `3 h 5 m`, `2 d 4 h`; `–` for none. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes as `1.4 MB`, in steps of 1,000 as file managers of macOS and Linux count; `–` for none. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return '–';
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `just now`, `5 m ago`, `3 h ago`, `12 d ago`, then the date; `–` for none. The absolute time belongs in the tooltip. */
export function formatAgo(iso: string | null, now: number): string {
  if (iso === null) return '–';
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  // A clock that is ahead by a little is no reason to show a date.
  if (minutes < -1) return iso.slice(0, 16).replace('T', ' ');
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} m ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days < 31 ? `${days} d ago` : iso.slice(0, 10);
}

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** The part of a run's id that people see and may type. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** The local date and time of an ISO 8601 time. */
export function formatAbsolute(iso: string): string {
  return absolute.format(new Date(iso));
}
