import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { findRecord } from './fileRecord';
import type { InboxPlace } from './place';

/** How long a file that is fully read stays where its writer may go on. */
export const restMs = 7 * 24 * 3600_000;

/** Moves a fully read file to `inbox/done/`, under another name where that one is taken. */
export async function retireFile({ layout }: InboxPlace, name: string): Promise<void> {
  const done = join(layout.inbox, 'done');
  await mkdir(done, { recursive: true });
  await rename(join(layout.inbox, name), freePath(done, name));
}

/** Brings files back from `done/` whose writers, holding them open, went on after they were moved; returns their names. */
export async function returnRetired({ layout, db }: InboxPlace): Promise<string[]> {
  const done = join(layout.inbox, 'done');
  const names = await readdir(done).catch(() => []); // None was moved yet.
  const returned: string[] = [];
  for (const name of names) {
    const path = join(done, name);
    if (!name.endsWith('.jsonl') || !(await hasMore(path, name, db))) continue;
    const back = freePath(layout.inbox, name);
    await rename(path, back);
    returned.push(parse(back).base);
  }
  return returned;
}

/** A file that nobody read (a person put it there) is left alone. */
async function hasMore(path: string, name: string, db: InboxPlace['db']): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false;
  const handle = await open(path, 'r');
  try {
    const about = await handle.stat({ bigint: true });
    const record = await findRecord(db, { name, handle, about });
    return record.id !== null && BigInt(record.position) < about.size;
  } finally {
    await handle.close();
  }
}

function freePath(folder: string, name: string): string {
  const { name: stem, ext } = parse(name);
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : `${stem}.${number}${ext}`);
    if (!existsSync(path)) return path;
  }
}
