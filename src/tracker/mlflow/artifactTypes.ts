import { posix } from 'node:path';

const text = 'txt log cfg ini toml yaml yml xml json js py csv tsv md rst mlmodel mlproject'.split(' ');

const types: Readonly<Record<string, string>> = {
  ...Object.fromEntries(text.map((extension) => [extension, 'text/plain'])),
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  tar: 'application/x-tar',
  parquet: 'application/vnd.apache.parquet',
  ipynb: 'application/x-ipynb+json',
  mp4: 'video/mp4',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
};

/** The content type of an artifact by its extension (files named `MLmodel` and `MLproject` are text), without a charset. */
export function artifactType(path: string): string {
  const name = posix.basename(path).toLowerCase();
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : name;
  return (Object.hasOwn(types, extension) ? types[extension] : undefined) ?? 'application/octet-stream';
}
