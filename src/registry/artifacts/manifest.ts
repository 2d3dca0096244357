import { createHash } from 'node:crypto';

/** One file of a model: `path` relative to its folder with `/`, `size` in bytes, `sha256` as lower-case hex. */
export interface ManifestFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a model folder holds, files in the order of {@link comparePaths}; `rootDigest` as lower-case hex. */
export interface Manifest {
  readonly rootDigest: string;
  readonly sizeBytes: number;
  readonly files: readonly ManifestFile[];
}

/** Orders paths by their segments as UTF-8 bytes, so that `data/x` stands before `data-extra/x`. */
export function comparePaths(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')];
  for (const [index, segment] of a.entries()) {
    const against = b[index];
    if (against === undefined) return 1;
    const order = Buffer.compare(Buffer.from(segment), Buffer.from(against));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The manifest of these files, put in order; its root digest is that of model-signing 1.0, "files" serialization. */
export function toManifest(files: readonly ManifestFile[]): Manifest {
  const ordered = files.toSorted((a, b) => comparePaths(a.path, b.path));
  const root = createHash('sha256');
  for (const { sha256 } of ordered) root.update(sha256, 'hex');
  return {
    rootDigest: root.digest('hex'),
    sizeBytes: ordered.reduce((sum, { size }) => sum + size, 0),
    files: ordered,
  };
}

/** How a folder differs from the manifest it was registered with: paths of files added, gone or of other content. */
export interface ManifestDifference {
  readonly added: readonly string[];
  readonly missing: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Compares what was registered with what is there, file by file: a root digest holds no names, so a file that was only
 * renamed within its place in the order shows here alone.
 */
export function compareManifests(
  registered: readonly ManifestFile[],
  found: readonly ManifestFile[],
): ManifestDifference {
  const before = new Map(registered.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(found.map(({ path, sha256 }) => [path, sha256]));
  return {
    added: [...after.keys()].filter((path) => !before.has(path)),
    missing: [...before.keys()].filter((path) => !after.has(path)),
    changed: [...before].filter(([path, sha]) => after.has(path) && after.get(path) !== sha).map(([path]) => path),
  };
}
