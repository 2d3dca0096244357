import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { prepared, type Db } from '../../store';

/** How far a file was read. `id` is null for a file that was never seen. */
export interface FileRecord {
  readonly id: number | null;
  readonly name: string;
  readonly inode: string;
  /** When the file was made, in milliseconds; null where the file system does not say. */
  readonly birth: number | null;
  readonly position: number;
  readonly line: number;
  readonly skipping: boolean;
  readonly fingerprint: string;
}

interface Row extends Omit<FileRecord, 'id' | 'skipping'> {
  readonly id: number;
  readonly skipping: number;
}

/** How many bytes at the start of a file, and before where reading stopped, tell whether it still is the same. */
export const sampleBytes = 1024;

/**
 * The record of an open file, found again after appends and a rename; a new one after truncation or replacement. An inode
 * is used again soon after a file is gone, so the time of its making and its own bytes must fit as well.
 */
export async function findRecord(
  db: Db,
  { name, handle, about }: { readonly name: string; readonly handle: FileHandle; readonly about: BigIntStats },
): Promise<FileRecord> {
  const inode = String(about.ino);
  const birth = birthOf(about);
  const rows = prepared(db, `SELECT * FROM inbox_files WHERE inode = ? ORDER BY name <> ?, id DESC LIMIT 20`).all(
    inode,
    name,
  ) as readonly Row[];
  for (const row of rows) {
    if (about.size < row.position) continue;
    if (row.birth !== null && birth !== null && row.birth !== birth) continue;
    if (row.fingerprint !== (await readFingerprint(handle, row.position))) continue;
    return { ...row, name, birth: birth ?? row.birth, skipping: row.skipping === 1 };
  }
  return { id: null, name, inode, birth, position: 0, line: 0, skipping: false, fingerprint: '' };
}

/** Writes a record and returns its id. */
export function saveRecord(
  db: Db,
  { id, name, inode, birth, position, line, skipping, fingerprint }: FileRecord,
): number {
  const values = [name, inode, birth, position, line, skipping ? 1 : 0, fingerprint] as const;
  if (id === null) {
    const { lastInsertRowid } = prepared(
      db,
      `INSERT INTO inbox_files (name, inode, birth, position, line, skipping, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ).run(...values);
    return Number(lastInsertRowid);
  }
  prepared(
    db,
    `UPDATE inbox_files SET name = ?, inode = ?, birth = ?, position = ?, line = ?, skipping = ?, fingerprint = ?
     WHERE id = ?`,
  ).run(...values, id);
  return id;
}

/** A digest of the first bytes of a file and of the last ones before where reading stopped. */
export function fingerprintOf(head: Buffer, tail: Buffer): string {
  return createHash('sha256').update(head).update(tail).digest('base64url');
}

async function readFingerprint(handle: FileHandle, position: number): Promise<string> {
  if (position === 0) return '';
  const length = Math.min(position, sampleBytes);
  return fingerprintOf(await readAt(handle, 0, length), await readAt(handle, position - length, length));
}

/** Bytes of a file from `position`, fewer where it ends. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Some systems give the time of the last change, or 1970, where none of making is kept: then it says nothing. */
function birthOf({ birthtimeNs, ctimeNs }: BigIntStats): number | null {
  return birthtimeNs <= 0n || birthtimeNs === ctimeNs ? null : Number(birthtimeNs / 1_000_000n);
}
