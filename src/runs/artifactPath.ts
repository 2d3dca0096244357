import { invalid } from './limits';

/**
 * The path of an artifact below its root, with `/` and without empty or `.` segments; '' is the root itself.
 * Throws `INVALID_VALUE` with exactly MLflow's `Invalid path` for one that could leave the root, also when that shows
 * only after decoding it again: a name is looked up as it is, but a proxy or client may decode once more.
 */
export function checkArtifactPath(path: string): string {
  const texts = decodings(path);
  if (texts === null || texts.some(isUnsafe)) return refuse();
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** As {@link checkArtifactPath}, for a path that must name something below the root. */
export function checkArtifactName(path: string): string {
  return checkArtifactPath(path) || refuse();
}

/** Whether a URI or path has a `..` segment or a NUL, however often it is percent-encoded (16 times count as yes). */
export function hasParentSegment(uri: string): boolean {
  const texts = decodings(uri);
  return texts === null || texts.some((text) => text.includes('\0') || text.split(/[/\\]/).includes('..'));
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

/** Nobody encodes a name so often; without an end a long text of `%2525…` would take minutes. */
const mostDecodings = 16;

/** A text and what it becomes when it is percent-decoded until it stays the same; null when that does not end soon. */
function decodings(text: string): readonly string[] | null {
  const texts = [text];
  let last = text;
  while (texts.length <= mostDecodings) {
    const next = decodeLeniently(last);
    if (next === last) return texts;
    texts.push(next);
    last = next;
  }
  return null;
}

/** Percent-decoding that leaves what is no valid escape as it is: `100%.txt` is a fine name. */
function decodeLeniently(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
