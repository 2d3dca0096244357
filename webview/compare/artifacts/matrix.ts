import * as z from 'zod';
import { compareNaturally } from '../../shared/sections';

/** A square table of numbers, as a confusion matrix is; rows are what was, columns what was predicted. */
export interface Matrix {
  readonly labels: readonly string[];
  readonly values: readonly (readonly number[])[];
}

const largest = 100;
const numbers = z.array(z.array(z.number()));
const labelled = z.object({
  matrix: numbers.optional(),
  confusion_matrix: numbers.optional(),
  values: numbers.optional(),
  data: numbers.optional(),
  labels: z.array(z.union([z.string(), z.number()])).optional(),
  classes: z.array(z.union([z.string(), z.number()])).optional(),
  class_names: z.array(z.string()).optional(),
});

/** A matrix out of JSON: rows of numbers, alone or under `matrix`, `confusion_matrix`, `values` or `data`, with labels beside. */
export function matrixOfJson(value: unknown): Matrix | null {
  const plain = numbers.safeParse(value).data;
  if (plain !== undefined) return toMatrix(plain, null);
  const found = labelled.safeParse(value).data;
  if (found === undefined) return null;
  const values = found.matrix ?? found.confusion_matrix ?? found.values ?? found.data;
  const labels = found.labels ?? found.classes ?? found.class_names ?? null;
  return values === undefined ? null : toMatrix(values, labels?.map(String) ?? null);
}

/**
 * A matrix out of the rows of a table: one row and one column of equal labels around numbers, numbers alone, or a line a
 * cell with columns for what was, what was predicted and how often.
 */
export function matrixOfRows(rows: readonly (readonly string[])[]): Matrix | null {
  return (
    matrixOfLines(rows) ??
    matrixWithLabels(rows) ??
    toMatrix(
      rows.map((row) => row.map(toNumber)),
      null,
    )
  );
}

function matrixWithLabels(rows: readonly (readonly string[])[]): Matrix | null {
  const [head = [], ...body] = rows;
  const labels = body.map(([label = '']) => label);
  if (head.slice(1).join('\n') !== labels.join('\n')) return null;
  return toMatrix(
    body.map((row) => row.slice(1).map(toNumber)),
    labels,
  );
}

const actualNames = /^(actual|true|target|label|truth|y_?true)([ _]?(label|class))?$/i;
const predictedNames = /^(predicted|prediction|pred|y_?pred)([ _]?(label|class))?$/i;
const countNames = /^(count|n|frequency|npredictions)$/i;

function matrixOfLines(rows: readonly (readonly string[])[]): Matrix | null {
  const [head = [], ...body] = rows;
  const at = [actualNames, predictedNames, countNames].map((names) =>
    head.findIndex((title) => names.test(title.trim())),
  );
  const [actual = -1, predicted = -1, count = -1] = at;
  if (head.length !== 3 || at.some((index) => index < 0)) return null;
  const labels = [...new Set(body.flatMap((row) => [row[actual] ?? '', row[predicted] ?? '']))].toSorted(
    compareNaturally,
  );
  if (labels.length > largest) return null;
  const values = labels.map(() => labels.map(() => 0));
  for (const row of body) {
    const line = values[labels.indexOf(row[actual] ?? '')];
    const column = labels.indexOf(row[predicted] ?? '');
    if (line !== undefined) line[column] = (line[column] ?? 0) + toNumber(row[count] ?? '');
  }
  return toMatrix(values, labels);
}

function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function toMatrix(values: readonly (readonly number[])[], labels: readonly string[] | null): Matrix | null {
  const size = values.length;
  const isSquare = values.every((row) => row.length === size && row.every(Number.isFinite));
  if (size < 2 || size > largest || !isSquare || (labels !== null && labels.length !== size)) return null;
  return { labels: labels ?? values.map((_, index) => String(index)), values };
}

/** Each cell less the base's; null where the labels are others. */
export function matrixDifference(matrix: Matrix, base: Matrix): Matrix | null {
  if (matrix.labels.join('\n') !== base.labels.join('\n')) return null;
  return {
    labels: matrix.labels,
    values: matrix.values.map((row, at) => row.map((value, column) => value - (base.values[at]?.[column] ?? 0))),
  };
}

/** The share of the cells on the diagonal; null when all are zero. */
export function diagonalShare({ values }: Matrix): number | null {
  const sum = values.flat().reduce((total, value) => total + value, 0);
  const right = values.reduce((total, row, index) => total + (row[index] ?? 0), 0);
  return sum === 0 ? null : right / sum;
}
