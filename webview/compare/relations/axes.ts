import { formatNumber } from '../../../src/protocol/format';
import { readNumber } from '../../../src/protocol/number';
import type { RunRow } from '../../../src/protocol/run';
import { compareNaturally } from '../../shared/sections';
import { niceTicks } from '../niceTicks';
import type { PrimaryMetric } from '../primary';

/** What a run has in a column: a number, a text, or nothing. */
export type AxisValue = number | string | null;

export interface Axis {
  /** `params.lr`, `metrics.acc`. */
  readonly column: string;
  /** By run, in the order of the runs. Text alone where any value is no number. */
  readonly values: readonly AxisValue[];
  readonly kind: 'number' | 'text';
  /** Numbers in this range; of texts the positions of the first and the last. */
  readonly min: number;
  readonly max: number;
  /** Every text once, in natural order; empty for numbers. */
  readonly texts: readonly string[];
  readonly log: boolean;
  /** Every number is above zero, so that a logarithmic axis shows them all. */
  readonly canLog: boolean;
  /** Runs without a value that can be placed. */
  readonly missing: number;
}

/** Every param and metric that a run has, params first, the machine's metrics last. */
export function allColumns(runs: readonly RunRow[]): readonly string[] {
  const keys = (record: (run: RunRow) => object): string[] =>
    [...new Set(runs.flatMap((run) => Object.keys(record(run))))].toSorted(compareNaturally);
  const metrics = keys((run) => run.metrics);
  const isSystem = (key: string): boolean => key.startsWith('system/');
  return [
    ...keys((run) => run.params).map((key) => `params.${key}`),
    ...metrics.filter((key) => !isSystem(key)).map((key) => `metrics.${key}`),
    ...metrics.filter(isSystem).map((key) => `metrics.${key}`),
  ];
}

function cellOf(run: RunRow, column: string): AxisValue {
  const dot = column.indexOf('.');
  const key = column.slice(dot + 1);
  if (column.slice(0, dot) === 'params') return run.params[key] ?? null;
  const value = run.metrics[key]?.value;
  return typeof value === 'number' ? value : null;
}

/** A column of the runs as an axis; params that are numbers in every run that has them are placed as numbers. */
export function toAxis(column: string, runs: readonly RunRow[], log = false): Axis {
  const cells = runs.map((run) => cellOf(run, column));
  const known = cells.filter((cell) => cell !== null);
  const isNumeric = known.every((cell) => typeof cell === 'number' || Number.isFinite(readNumber(cell) ?? NaN));
  const missing = cells.length - known.length;
  if (!isNumeric) {
    const texts = [...new Set(known.map(String))].toSorted(compareNaturally);
    const last = Math.max(0, texts.length - 1);
    return { column, values: cells, kind: 'text', min: 0, max: last, texts, log: false, canLog: false, missing };
  }
  const values = cells.map((cell) => (cell === null ? null : Number(cell)));
  const numbers = values.filter((value) => value !== null);
  const canLog = numbers.length > 0 && numbers.every((value) => value > 0);
  return {
    column,
    values,
    kind: 'number',
    min: numbers.reduce((one, other) => Math.min(one, other), Infinity),
    max: numbers.reduce((one, other) => Math.max(one, other), -Infinity),
    texts: [],
    log: log && canLog,
    canLog,
    missing,
  };
}

/** Where a value stands on its axis, from 0 to 1; null without one. A lone value stands in the middle. */
export function placeOf(axis: Axis, value: AxisValue): number | null {
  if (value === null) return null;
  const number = axis.kind === 'text' ? axis.texts.indexOf(String(value)) : Number(value);
  if (axis.min === axis.max) return 0.5;
  if (!axis.log) return (number - axis.min) / (axis.max - axis.min);
  return Math.log(number / axis.min) / Math.log(axis.max / axis.min);
}

/** The number that stands at a place: the other way round of {@link placeOf}; of texts their position. */
export function numberAt({ min, max, log }: Axis, place: number): number {
  return log ? min * (max / min) ** place : min + (max - min) * place;
}

export interface Tick {
  readonly place: number;
  readonly text: string;
}

const mostTexts = 12;
const longestTick = 14;

/** Marks of an axis: its ends and round numbers between, powers of ten where it is logarithmic, or its texts. */
export function ticksOf(axis: Axis, most = 5): readonly Tick[] {
  if (axis.kind === 'text') {
    const every = Math.ceil(axis.texts.length / mostTexts);
    return axis.texts
      .map((text) => ({ place: placeOf(axis, text) ?? 0, text: shortened(text) }))
      .filter((_, index) => index % every === 0);
  }
  if (!(axis.min <= axis.max)) return [];
  if (axis.min === axis.max) return [{ place: 0.5, text: formatNumber(axis.min) }];
  return niceTicks(axis, most).map((number) => ({ place: placeOf(axis, number) ?? 0, text: formatNumber(number) }));
}

export function shortened(text: string, most = longestTick): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

const mostStartParams = 6;

/** The axes a comparison starts with: params that differ, then the primary metric, or else the first two metrics. */
export function startAxes(runs: readonly RunRow[], primary: PrimaryMetric | null): readonly string[] {
  const columns = allColumns(runs);
  const differing = columns.filter(
    (column) => column.startsWith('params.') && new Set(runs.map((run) => cellOf(run, column))).size > 1,
  );
  const metrics = columns.filter((column) => column.startsWith('metrics.'));
  const wanted =
    primary === null ? metrics.slice(0, 2) : metrics.filter((column) => column === `metrics.${primary.key}`);
  return [...differing.slice(0, mostStartParams), ...wanted];
}
