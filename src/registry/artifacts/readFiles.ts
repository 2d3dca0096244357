import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles, signatureName, toStamp, toStatSignature, type ListedFile } from './listFiles';
import { toManifest, type Manifest } from './manifest';
import { changedMeanwhile, toFileError } from './refusals';

/** A manifest, and the state of the files it was read from (see `toStatSignature`). */
export interface FolderDigest extends Manifest {
  readonly statSignature: string;
  /** The state of each file when it was read, in the order of `files`. */
  readonly stamps: readonly string[];
}

/** Digests that were read before, by path: taken for a file whose stamp is the same. For display, never for a decision. */
export type KnownDigests = ReadonlyMap<string, { readonly stamp: string; readonly sha256: string }>;

export interface Reading {
  /** Called with the bytes read so far and all there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called before each piece; throws to end the reading. */
  readonly checkpoint?: () => void;
}

/** Large enough that the system calls vanish beside SHA-256, small enough to be cancelled at once. */
const pieceBytes = 1 << 20;

/** Hashes every file of a model folder, blocking: for a worker thread. Throws what `listFiles` does, and `CONFLICT`. */
export function hashFolder(folder: string, reading: Reading = {}, known: KnownDigests = new Map()): FolderDigest {
  return readFolder(folder, reading, (file, onBytes) => {
    const cached = known.get(file.path);
    if (cached?.stamp !== file.stamp) return hashFile(folder, file, onBytes);
    onBytes(file.size);
    return cached.sha256;
  });
}

/**
 * Copies the files of a model folder into the new folder `to` and hashes what was copied, blocking: for a worker thread.
 * Clones blocks where the file system can, and never makes a hard link, through which a change would reach the copy. A
 * signature beside the files goes along, no part of the digest.
 */
export function copyFolder(folder: string, to: string, reading: Reading = {}): FolderDigest {
  const made = new Set<string>();
  let clones = true;
  const digest = readFolder(folder, reading, (file, onBytes) => {
    const target = join(to, file.path);
    const parent = dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    clones &&= tryClone(join(folder, file.path), target);
    if (!clones) return copyFile(folder, file, { target, onBytes });
    // A clone goes by path: what stands there now must be what was listed, not a link that took its place.
    if (toStamp(lstatSync(join(folder, file.path), { bigint: true })) !== file.stamp) throw changedMeanwhile(file.path);
    return hashOpen(target, onBytes);
  });
  const signature = lstatSync(join(folder, signatureName), { bigint: true, throwIfNoEntry: false });
  if (signature?.isFile()) {
    const file = { path: signatureName, size: Number(signature.size), stamp: toStamp(signature) };
    copyFile(folder, file, { target: join(to, signatureName), onBytes: () => undefined });
  }
  return digest;
}

type OnBytes = (bytes: number) => void;

function readFolder(
  folder: string,
  { onProgress, checkpoint }: Reading,
  read: (file: ListedFile, onBytes: OnBytes) => string,
): FolderDigest {
  const listed = listFiles(folder);
  const total = listed.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress?.(done, total);
    checkpoint?.();
  };
  const files = listed.map((file) => {
    checkpoint?.();
    try {
      return { path: file.path, size: file.size, sha256: read(file, onBytes) };
    } catch (error) {
      throw toFileError(error, join(folder, file.path));
    }
  });
  const stamps = listed.map(({ stamp }) => stamp);
  return { ...toManifest(files), statSignature: toStatSignature(listed), stamps };
}

function hashFile(folder: string, file: ListedFile, onBytes: OnBytes): string {
  return withSame(folder, file, (source) => hashPieces(source, onBytes));
}

function copyFile(folder: string, file: ListedFile, { target, onBytes }: { target: string; onBytes: OnBytes }): string {
  const out = openSync(target, 'wx');
  try {
    return withSame(folder, file, (source) =>
      hashPieces(source, (bytes, piece) => {
        for (let at = 0; at < bytes;) at += writeSync(out, piece, at, bytes - at);
        onBytes(bytes);
      }),
    );
  } finally {
    closeSync(out);
  }
}

function hashOpen(path: string, onBytes: OnBytes): string {
  const handle = openSync(path, 'r');
  try {
    return hashPieces(handle, onBytes);
  } finally {
    closeSync(handle);
  }
}

/** Opens a listed file without following a link or waiting for a pipe that took its place, and looks at it before and after. */
function withSame(folder: string, { path, stamp }: ListedFile, work: (handle: number) => string): string {
  // Windows has no such flags: there they are undefined, which counts as 0.
  const handle = openSync(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const check = () => {
      if (toStamp(fstatSync(handle, { bigint: true })) !== stamp) throw changedMeanwhile(path);
    };
    check();
    const result = work(handle);
    check();
    return result;
  } finally {
    closeSync(handle);
  }
}

function hashPieces(handle: number, onPiece: (bytes: number, piece: Buffer) => void): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let bytes = readSync(handle, piece); bytes > 0; bytes = readSync(handle, piece)) {
    hash.update(piece.subarray(0, bytes));
    onPiece(bytes, piece);
  }
  return hash.digest('hex');
}

function tryClone(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch {
    return false; // Most file systems cannot: then the bytes are copied, and that says what is wrong.
  }
}
