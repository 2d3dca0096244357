import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { isToken, trackerAddress, type TrackerAddress } from '../protocol/address';
import { toFolderError } from '../protocol/folderError';
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

/**
 * Makes `.modeltrail/` with its own `.gitignore`. Throws `STORE_READ_ONLY` where the folder forbids writing,
 * `FOLDER_BLOCKED` where something else has a name that is needed; so do the others here that write.
 */
export function prepareHome(layout: Layout): void {
  write(layout, layout.home, () => mkdirSync(layout.home, { recursive: true }));
  write(layout, layout.inbox, () => mkdirSync(layout.inbox, { recursive: true }));
  write(layout, layout.gitignore, () => {
    if (!existsSync(layout.gitignore)) writeFileSync(layout.gitignore, gitignore);
  });
}

function write<T>({ folder }: Layout, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toFolderError(error, { folder, path });
  }
}

/** The folder's token, made on the first call, readable by its user alone; it stays, so that running scripts go on. */
export function ensureToken(layout: Layout): string {
  return write(layout, layout.token, () => {
    const known = existsSync(layout.token) ? readFileSync(layout.token, 'utf8').trim() : '';
    if (isToken(known)) return known;
    const token = randomBytes(24).toString('base64url');
    writeFileSync(layout.token, `${token}\n`, { mode: 0o600 });
    return token;
  });
}

export interface FolderLock {
  /** False once `.modeltrail/` was deleted: another tracker may serve the folder now. */
  isHeld(): boolean;
  release(): void;
}

const lockWaitMs = 300;

/**
 * Takes the folder for this process until it ends, however it ends: the lock is SQLite's file lock, which the system
 * drops with the process. Returns null when another tracker holds it.
 */
export function lockFolder(layout: Layout): FolderLock | null {
  // Two that come at once first hold the file together for a moment: without waiting, each would take the other for the
  // owner, and nobody would be.
  const db = write(layout, layout.lock, () => new Database(layout.lock, { timeout: lockWaitMs }));
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_BUSY')) return null;
    if (code !== 'SQLITE_NOTADB') throw toFolderError(error, { folder: layout.folder, path: layout.lock });
    // Nobody holds it, or it would be busy. Emptied, not removed: who comes at once locks the very same file.
    write(layout, layout.lock, () => truncateSync(layout.lock));
    return lockFolder(layout);
  }
  const { ino } = statSync(layout.lock);
  return {
    isHeld: () => statSync(layout.lock, { throwIfNoEntry: false })?.ino === ino,
    release: () => db.close(),
  };
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
  try {
    writeFileSync(draft, `${JSON.stringify(address)}\n`);
    renameSync(draft, layout.address);
  } catch (error) {
    rmSync(draft, { force: true });
    throw toFolderError(error, { folder: layout.folder, path: layout.address });
  }
}
