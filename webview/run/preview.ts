import { parseAnsi } from '../shared/ansi';
import { parseDelimited } from '../shared/delimited';
import { imageUrl, type PreviewKind } from '../shared/previewKind';
import type { Log, Preview } from './model';

const textLimit = 64 * 1024;
const tableRows = 200;
const logLimit = 256 * 1024;
/** What to read of a log's end: one byte more than is shown tells whether there is more. */
export const logTailBytes = logLimit + 1;

/** The bytes as a preview. The caller revokes the URL of an image when it is no longer shown. */
export function toPreview(path: string, kind: PreviewKind, bytes: Uint8Array<ArrayBuffer>): Preview {
  if (kind === 'image') return { kind: 'image', url: imageUrl(path, bytes) };
  if (kind === 'html') return { kind: 'html', source: new TextDecoder().decode(bytes) };
  if (kind === 'text') {
    const text = new TextDecoder().decode(bytes.subarray(0, textLimit));
    return { kind: 'text', text, cut: bytes.length > textLimit };
  }
  const rows = parseDelimited(new TextDecoder().decode(bytes), kind === 'csv' ? ',' : '\t', tableRows + 1);
  return { kind: 'table', rows: rows.slice(0, tableRows), cut: rows.length > tableRows };
}

/** The end of a log, of which `bytes` are the last {@link logTailBytes}, from a line's start on. */
export function toLog(bytes: Uint8Array): Log {
  const cut = bytes.length > logLimit;
  const text = new TextDecoder().decode(cut ? bytes.subarray(bytes.length - logLimit) : bytes);
  return { spans: parseAnsi(cut ? text.slice(text.indexOf('\n') + 1) : text), cut };
}
