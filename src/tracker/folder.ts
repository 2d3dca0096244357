import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { trackerAddress, type TrackerAddress } from '../protocol/address';
import { ModelTrailError, toError } from '../protocol/errors';
import type { Layout } from '../protocol/layout';

const gitignore = `# Made by ModelTrail: what belongs to this machine stays out of Git, policy files go in.
*
!gates.yaml
!monitors.yaml
!features.yaml
!allowed_signers
!views/
!views/*
`;

/** Makes `.modeltrail/` with its own `.gitignore`. Throws `STORE_READ_ONLY` where the folder forbids writing. */
export function prepareHome(layout: Layout): void {
  try {
    mkdirSync(layout.home, { recursive: true });
    mkdirSync(layout.inbox, { recursive: true });
    if (!existsSync(layout.gitignore)) writeFileSync(layout.gitignore, gitignore);
  } catch (error) {
    throw new ModelTrailError(
      'STORE_READ_ONLY',
      `ModelTrail cannot write in ${layout.folder}: ${toError(error).message}.`,
      {
        hint: 'Give your user the right to write this folder, or open a copy of it.',
        cause: error,
      },
    );
  }
}

/** The folder's token, made on the first call, readable by its user alone; it stays, so that running scripts go on. */
export function ensureToken(layout: Layout): string {
  if (existsSync(layout.token)) {
    const token = readFileSync(layout.token, 'utf8').trim();
    if (token !== '') return token;
  }
  const token = randomBytes(24).toString('base64url');
  writeFileSync(layout.token, `${token}\n`, { mode: 0o600 });
  return token;
}

/**
 * Takes the folder for this process until it ends, however it ends: the lock is SQLite's file lock, which the system
 * drops with the process. Returns null when another tracker holds it.
 */
export function lockFolder(layout: Layout): { release: () => void } | null {
  const db = new Database(layout.lock, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { release: () => db.close() };
}

/** Who serves the folder or did so last; null when nobody ever did or the file makes no sense. */
export function readAddress(layout: Layout): TrackerAddress | null {
  try {
    return trackerAddress.parse(JSON.parse(readFileSync(layout.address, 'utf8')));
  } catch {
    return null;
  }
}

export function writeAddress(layout: Layout, address: TrackerAddress): void {
  const draft = `${layout.address}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(address)}\n`);
  renameSync(draft, layout.address);
}
