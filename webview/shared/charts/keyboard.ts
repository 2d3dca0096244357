import type { Range } from './extent';

export type KeyAction =
  | { readonly kind: 'reset' }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'step'; readonly by: number };

const actions: Readonly<Record<string, KeyAction>> = {
  Escape: { kind: 'reset' },
  '0': { kind: 'reset' },
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

/** What a key does on a focused chart; null for the others, which stay the page's. */
export function keyAction(key: string): KeyAction | null {
  return actions[key] ?? null;
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
