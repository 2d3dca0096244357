import { invalid } from './limits';

/**
 * The path of an artifact below its root, with `/` and without empty or `.` segments; '' is the root itself.
 * Throws `INVALID_VALUE` with exactly MLflow's `Invalid path` for one that could leave the root, also when that shows
 * only after decoding it again: a name is looked up as it is, but a proxy or client may decode once more.
 */
export function checkArtifactPath(path: string): string {
  for (let text = path, next = ''; ; text = next) {
    if (isUnsafe(text)) throw invalid('Invalid path');
    next = decodeLeniently(text);
    if (next === text) break;
  }
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** As {@link checkArtifactPath}, for a path that must name something below the root. */
export function checkArtifactName(path: string): string {
  return checkArtifactPath(path) || refuse();
}

/** Whether a URI or path has a `..` segment or a NUL, however often it is percent-encoded. */
export function hasParentSegment(uri: string): boolean {
  for (let text = uri, next = ''; ; text = next) {
    if (text.includes('\0') || text.split(/[/\\]/).includes('..')) return true;
    next = decodeLeniently(text);
    if (next === text) return false;
  }
}

function refuse(): never {
  throw invalid('Invalid path');
}

function isUnsafe(path: string): boolean {
  return (
    path.startsWith('/') ||
    /[\\#\0]/.test(path) ||
    path.split('/').includes('..') ||
    /^[a-z]:(\/|$)/i.test(path) ||
    (process.platform === 'win32' && path.includes(':'))
  );
}

/** Percent-decoding that leaves what is no valid escape as it is: `100%.txt` is a fine name. */
function decodeLeniently(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
