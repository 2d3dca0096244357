import { parseAnsi } from '../shared/ansi';
import { parseDelimited } from '../shared/delimited';
import type { Log, Preview } from './model';

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  // As a picture an SVG runs no script and loads nothing.
  svg: 'image/svg+xml',
};
const textEndings = new Set(
  'txt log md json jsonl yaml yml toml ini cfg conf xml py sh r sql js ts css MLmodel'.toLowerCase().split(' '),
);
const textLimit = 64 * 1024;
const tableRows = 200;
const logLimit = 256 * 1024;
/** What to read of a log's end: one byte more than is shown tells whether there is more. */
export const logTailBytes = logLimit + 1;

export type PreviewKind = 'image' | 'text' | 'html' | 'csv' | 'tsv';

/** How the page can show a file, by its name; null: VS Code opens it. */
export function previewKind(path: string): PreviewKind | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf('.') + 1);
  if (ending in imageTypes) return 'image';
  if (ending === 'csv' || ending === 'tsv') return ending;
  if (ending === 'html' || ending === 'htm') return 'html';
  return textEndings.has(ending) ? 'text' : null;
}

/** The bytes as a preview. The caller revokes the URL of an image when it is no longer shown. */
export function toPreview(path: string, kind: PreviewKind, bytes: Uint8Array<ArrayBuffer>): Preview {
  if (kind === 'image') {
    const type = imageTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? '';
    return { kind: 'image', url: URL.createObjectURL(new Blob([bytes], { type })) };
  }
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
