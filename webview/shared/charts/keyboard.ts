import type { Range } from './extent';

export type KeyAction =
  | { readonly kind: 'escape' | 'reset' | 'full' | 'table' | 'limits' | 'keys' }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'step'; readonly by: number }
  /** By a share of the visible range; positive is to the right and up. */
  | { readonly kind: 'pan'; readonly x: number; readonly y: number };

const actions: Readonly<Record<string, KeyAction>> = {
  Escape: { kind: 'escape' },
  '0': { kind: 'reset' },
  f: { kind: 'full' },
  t: { kind: 'table' },
  y: { kind: 'limits' },
  '?': { kind: 'keys' },
  '+': { kind: 'zoom', factor: 0.5 },
  '=': { kind: 'zoom', factor: 0.5 },
  '-': { kind: 'zoom', factor: 2 },
  ArrowRight: { kind: 'step', by: 1 },
  ArrowLeft: { kind: 'step', by: -1 },
  PageDown: { kind: 'step', by: 20 },
  PageUp: { kind: 'step', by: -20 },
  Home: { kind: 'step', by: -Infinity },
  End: { kind: 'step', by: Infinity },
};

const shifted: Readonly<Record<string, KeyAction>> = {
  ArrowRight: { kind: 'pan', x: 0.25, y: 0 },
  ArrowLeft: { kind: 'pan', x: -0.25, y: 0 },
  ArrowUp: { kind: 'pan', x: 0, y: 0.25 },
  ArrowDown: { kind: 'pan', x: 0, y: -0.25 },
};

/** Every key of a focused chart and what it does, as the chart's help lists them. */
export const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ['← →', 'move the cursor by a point'],
  ['Page Up, Page Down', 'move it by 20 points'],
  ['Home, End', 'move it to the first or last point'],
  ['+ −', 'zoom in and out'],
  ['Shift and arrows', 'pan'],
  ['0', 'reset the zoom'],
  ['f', 'full screen'],
  ['t', 'table'],
  ['y', 'type in the Y range'],
  ['Esc', 'leave full screen, or reset the zoom'],
  ['?', 'show or hide these keys'],
];

/** The same for the pointer. */
export const pointerHelp: readonly (readonly [gesture: string, what: string])[] = [
  ['Drag', 'zoom into a box'],
  ['Shift and drag', 'pan'],
  ['Wheel, once clicked', 'zoom'],
  ['Double click', 'reset the zoom'],
];

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a key does on a focused chart; null for the others, which stay the page's. */
export function keyAction({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed): KeyAction | null {
  if (ctrlKey || metaKey || altKey) return null;
  return (shiftKey ? shifted[key] : undefined) ?? actions[key] ?? null;
}

/** The range around the same middle, `factor` times as wide; on a log axis the middle is geometric. */
export function zoomedBy({ min, max }: Range, factor: number, log: boolean): Range {
  if (log) {
    const middle = Math.sqrt(min * max);
    return { min: middle * (min / middle) ** factor, max: middle * (max / middle) ** factor };
  }
  const middle = (min + max) / 2;
  return { min: middle + (min - middle) * factor, max: middle + (max - middle) * factor };
}

/** The range moved by a share of its width; on a log axis by a factor. */
export function pannedBy({ min, max }: Range, share: number, log: boolean): Range {
  if (log) {
    const factor = (max / min) ** share;
    return { min: min * factor, max: max * factor };
  }
  return { min: min + (max - min) * share, max: max + (max - min) * share };
}
