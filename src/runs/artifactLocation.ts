import { realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasParentSegment } from './artifactPath';

/**
 * The folder of this machine behind an artifact URI: `mlflow-artifacts:` lies below `artifactsFolder`, a path or
 * `file:` URI is itself; null for a store elsewhere (`s3:` and the like) or a URI that names no safe place.
 */
export function toLocalFolder(uri: string, artifactsFolder: string): string | null {
  if (hasParentSegment(uri)) return null;
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?(\/.*)?$/.exec(uri);
  if (proxied) return join(artifactsFolder, proxied[1] ?? '');
  if (/^file:/i.test(uri)) return toPath(uri);
  return isAbsolute(uri) ? uri : null;
}

function toPath(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null; // Another host's file, or an escape that is no text.
  }
}

/** Joins a URI and a relative path. */
export function joinUri(uri: string, path: string): string {
  return path === '' ? uri : `${uri.replace(/\/+$/, '')}/${path}`;
}

/** Whether `uri` is `root` or below it on this machine, links followed. */
export function isWithinUri(uri: string, root: string, artifactsFolder: string): boolean {
  const inner = toLocalFolder(uri, artifactsFolder);
  const outer = toLocalFolder(root, artifactsFolder);
  if (inner === null || outer === null) return false;
  const [a, b] = [partsOf(inner), partsOf(outer)];
  return b.length > 0 && b.every((part, index) => part === a[index]);
}

function partsOf(path: string): string[] {
  return realOf(path)
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.');
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // Not there (yet).
  }
}
