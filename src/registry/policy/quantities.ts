import * as z from 'zod';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const unitBytes = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

/** A duration such as `90s`, `20m`, `24h`, `7d`, `2w`; parsed to milliseconds. */
export function duration() {
  return z
    .string()
    .regex(/^\d{1,6}[smhdw]$/, { error: 'A duration is written such as 90s, 20m, 24h, 7d or 2w.' })
    .transform((text) => Number(text.slice(0, -1)) * unitMs[text.slice(-1) as keyof typeof unitMs]);
}

/** A size such as `200MB` (10^6), `1GiB` (2^30), or plain bytes; parsed to bytes. */
export function size() {
  const units = Object.keys(unitBytes).join('|');
  return z.union([
    z.int({ error: 'A size is a whole number of bytes, or written such as 200MB or 1GiB.' }).nonnegative(),
    z
      .string()
      .regex(new RegExp(`^\\d{1,9}(\\.\\d{1,6})? ?(${units})$`), { error: 'A size is written such as 200MB or 1GiB.' })
      .transform((text) => {
        const [, amount = '', unit = 'B'] = /^([\d.]+) ?(\w+)$/.exec(text) ?? [];
        return Math.round(Number(amount) * unitBytes[unit as keyof typeof unitBytes]);
      }),
  ]);
}
