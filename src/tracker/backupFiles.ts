import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../protocol/layout';

const pattern = /^store-(\d{4}-\d\d-\d\d)\.db$/;

export interface Backup {
  readonly file: string;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly bytes: number;
}

/** The folder's own backups, newest first. */
export function listBackups({ backups }: Layout): Backup[] {
  if (!existsSync(backups)) return [];
  const names = readdirSync(backups).filter((name) => pattern.test(name));
  return names
    .sort()
    .reverse()
    .map((name) => {
      const file = join(backups, name);
      const { mtimeMs, size } = statSync(file);
      return { file, at: Math.round(mtimeMs), bytes: size };
    });
}
