import * as z from 'zod';
import { parseDelimited } from '../../shared/delimited';
import { imageUrl, previewKind } from '../../shared/previewKind';
import { matrixOfJson, matrixOfRows, type Matrix } from './matrix';
import type { Content } from './model';

/** More of a text or table is for VS Code's own editors. */
export const readableBytes = 4 * 1024 * 1024;
const textCharacters = 64 * 1024;
const mostRows = 200;

/** What the page reads a file as, by its name; null: it shows none of it. */
export function readAs(path: string): 'image' | 'table' | 'text' | null {
  const kind = previewKind(path);
  if (kind === 'image') return 'image';
  if (kind === 'csv' || kind === 'tsv') return 'table';
  return kind === null ? null : 'text';
}

/** The bytes of a file as the page shows them. The caller revokes the URL of an image. */
export function toContent(path: string, bytes: Uint8Array<ArrayBuffer>): Content {
  const as = readAs(path);
  if (as === 'image') return { kind: 'image', url: imageUrl(path, bytes) };
  if (as === null) return { kind: 'other' };
  const text = new TextDecoder().decode(bytes);
  if (as === 'table') {
    const rows = parseDelimited(text, /\.tsv$/i.test(path) ? '\t' : ',', mostRows + 1);
    return tableContent(path, rows);
  }
  return (/\.json$/i.test(path) ? jsonContent(path, text) : null) ?? plainText(text);
}

function plainText(text: string): Content {
  return { kind: 'text', text: text.slice(0, textCharacters), cut: text.length > textCharacters };
}

// Any square table of numbers could be taken for a matrix; without labels it needs a name that says so.
const matrixName = /confusion|matrix/i;

function tableContent(path: string, rows: readonly (readonly string[])[]): Content {
  const matrix = rows.length > mostRows ? null : matrixOfRows(rows);
  if (matrix !== null && (isLabelled(matrix) || matrixName.test(path))) return { kind: 'matrix', matrix };
  return { kind: 'rows', rows: rows.slice(0, mostRows), cut: rows.length > mostRows };
}

function isLabelled({ labels }: Matrix): boolean {
  return labels.some((label, index) => label !== String(index));
}

/** As `mlflow.log_table` and pandas (`orient="split"`) write tables. */
const splitTable = z.object({ columns: z.array(z.string()), data: z.array(z.array(z.unknown())) });

function jsonContent(path: string, text: string): Content | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON after all: shown as the text it is.
    return null;
  }
  const table = splitTable.safeParse(value).data;
  if (table !== undefined) {
    const cell = (item: unknown): string => (typeof item === 'string' ? item : JSON.stringify(item));
    const rows = table.data.slice(0, mostRows - 1).map((row) => row.map(cell));
    return { kind: 'rows', rows: [table.columns, ...rows], cut: table.data.length > rows.length };
  }
  const matrix = matrixOfJson(value);
  if (matrix !== null && (isLabelled(matrix) || matrixName.test(path))) return { kind: 'matrix', matrix };
  return null;
}
