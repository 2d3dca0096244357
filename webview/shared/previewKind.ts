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

/** A URL of the page for a picture's bytes. The caller revokes it when the picture is no longer shown. */
export function imageUrl(path: string, bytes: Uint8Array<ArrayBuffer>): string {
  const type = imageTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? '';
  return URL.createObjectURL(new Blob([bytes], { type }));
}
