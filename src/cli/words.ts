import type { JsonNumber } from '../protocol/run';

/** A number with 4 significant digits; whole numbers below a million as they are; `–` for none. */
export function formatNumber(value: JsonNumber | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string' || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size < 1e-4 || size >= 1e6)
    return value
      .toExponential(3)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  return String(Number(value.toPrecision(4)));
}

/** Milliseconds as `820 ms`, `4.2 s`, `2 m 13 s`, `3 h 5 m`, `2 d 4 h`; `–` for none. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `just now`, `5 m ago`, `3 h ago`, `12 d ago`, then the date; `–` for none. */
export function formatAgo(iso: string | null, now: number): string {
  if (iso === null) return '–';
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 0) return iso.slice(0, 16).replace('T', ' ');
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} m ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days < 31 ? `${days} d ago` : iso.slice(0, 10);
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes as `1.4 MB`; `–` for none. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return '–';
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** `1 run`, `3 runs`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The part of a run's id that people see and may type. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
