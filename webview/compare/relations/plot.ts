import type { ShownRun } from '../model';
import type { Axis } from './axes';
import type { Brushes } from './brush';
import type { Paint } from './paint';

/** What both plots draw. */
export interface Plot {
  readonly runs: readonly ShownRun[];
  readonly paints: readonly Paint[];
  readonly axes: readonly Axis[];
  readonly brushes: Brushes;
  /** By run; null when nothing is brushed. */
  readonly selected: readonly boolean[] | null;
  /** The plot in a sentence. */
  readonly label: string;
  /** Of the element it stands in, in pixels. */
  readonly width: number;
}

/** Classes of a run's mark: its colour, and how it stands to the selection. */
export function markClasses({ paints, selected }: Plot, index: number): string {
  const state = selected === null ? '' : selected[index] === true ? ' selected' : ' dim';
  return `${paints[index]?.classes ?? ''}${state}`;
}

/** Selected runs are drawn last, so above the others. */
export function drawOrder({ runs, selected }: Plot): readonly number[] {
  return runs.map((_, index) => index).toSorted((one, other) => Number(selected?.[one]) - Number(selected?.[other]));
}

/** A column without its kind, as a title on the plot. */
export function titleOf(column: string): string {
  return column.slice(column.indexOf('.') + 1);
}
