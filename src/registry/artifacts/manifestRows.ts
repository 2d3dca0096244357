import { prepared, type Db } from '../../store';
import { toManifest, type Manifest, type ManifestFile } from './manifest';

/** Keeps what a version's folder holds, in place of what was kept before; inside a transaction that is open. */
export function writeManifest(db: Db, versionId: string, files: readonly ManifestFile[]): void {
  prepared(db, 'DELETE FROM registry_manifest_files WHERE version_id = ?').run(versionId);
  const insert = prepared(
    db,
    'INSERT INTO registry_manifest_files (version_id, path, size_bytes, sha256) VALUES (?, ?, ?, ?)',
  );
  for (const { path, size, sha256 } of files) insert.run(versionId, path, size, sha256);
}

/**
 * What a version's folder held when it was registered; null when nothing was kept. The root digest is computed from the
 * rows: one that is not the version's own tells that rows were edited.
 */
export function readManifest(db: Db, versionId: string): Manifest | null {
  const files = prepared(
    db,
    'SELECT path, size_bytes AS size, sha256 FROM registry_manifest_files WHERE version_id = ?',
  ).all(versionId) as readonly ManifestFile[];
  return files.length === 0 ? null : toManifest(files);
}
