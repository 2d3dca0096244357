import { formatNumber } from '../../../src/protocol/format';
import { numberAt, placeOf, type Axis, type AxisValue } from './axes';
import type { Brush } from './choice';

export type Brushes = Readonly<Record<string, Brush>>;

/** Whether the brush of an axis takes a value. A run without a value is taken by no brush. */
export function takes(brush: Brush, value: AxisValue): boolean {
  if (value === null) return false;
  if ('texts' in brush) return brush.texts.includes(String(value));
  return typeof value === 'number' && value >= (brush.min ?? -Infinity) && value <= (brush.max ?? Infinity);
}

/** The brush as the axis now can have it: one of numbers does not fit an axis of texts, as when runs were added. */
export function brushOf(axis: Axis, brushes: Brushes): Brush | null {
  const brush = brushes[axis.column];
  if (brush === undefined) return null;
  return 'texts' in brush === (axis.kind === 'text') ? brush : null;
}

/** By run, whether the brushes of all these axes take it; null when no axis is brushed. */
export function selectedRuns(axes: readonly Axis[], brushes: Brushes): readonly boolean[] | null {
  const brushed = axes.flatMap((axis) => {
    const brush = brushOf(axis, brushes);
    return brush === null ? [] : [{ axis, brush }];
  });
  if (brushed.length === 0) return null;
  const count = axes[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, index) =>
    brushed.every(({ axis, brush }) => takes(brush, axis.values[index] ?? null)),
  );
}

/** The brush over a stretch of an axis, in places from 0 to 1; null where it takes nothing that could be there. */
export function brushBetween(axis: Axis, one: number, other: number): Brush | null {
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  if (axis.kind === 'text') {
    const texts = axis.texts.filter((text) => {
      const place = placeOf(axis, text) ?? -1;
      return place >= from && place <= to;
    });
    return texts.length === 0 ? null : { texts };
  }
  if (!(axis.min <= axis.max)) return null;
  if (axis.min === axis.max) return from <= 0.5 && to >= 0.5 ? { min: axis.min, max: axis.max } : null;
  // Beyond an end the range is open: a value that comes later and lies further out is meant as well.
  return {
    min: from <= 0 ? null : Number(numberAt(axis, from).toPrecision(6)),
    max: to >= 1 ? null : Number(numberAt(axis, to).toPrecision(6)),
  };
}

/** Where a brush stands on its axis, as places from 0 to 1; of texts one stretch each. */
export function stretchesOf(axis: Axis, brush: Brush): readonly (readonly [from: number, to: number])[] {
  if ('texts' in brush) {
    const half = axis.texts.length > 1 ? Math.min(0.04, 0.4 / (axis.texts.length - 1)) : 0.04;
    return brush.texts.flatMap((text) => {
      const place = axis.texts.includes(text) ? placeOf(axis, text) : null;
      return place === null ? [] : [[place - half, place + half] as const];
    });
  }
  const clamp = (place: number | null): number => Math.min(1, Math.max(0, place ?? 0));
  const lowest = axis.log ? Number.MIN_VALUE : -Infinity;
  const from = brush.min === null ? 0 : clamp(placeOf(axis, Math.max(brush.min, lowest)));
  const to = brush.max === null ? 1 : clamp(placeOf(axis, Math.max(brush.max, lowest)));
  return [[from, Math.max(from, to)]];
}

/** The brush in words: `0.001 to 0.01`, `at least 3`, `adam, sgd`. */
export function brushText(brush: Brush): string {
  if ('texts' in brush) return brush.texts.join(', ');
  if (brush.min !== null && brush.max !== null) return `${formatNumber(brush.min)} to ${formatNumber(brush.max)}`;
  if (brush.min !== null) return `at least ${formatNumber(brush.min)}`;
  return brush.max === null ? 'any number' : `at most ${formatNumber(brush.max)}`;
}
