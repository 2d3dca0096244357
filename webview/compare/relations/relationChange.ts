import type { Brushes } from './brush';
import type { Brush } from './choice';

/** Brushes to set, by column; null takes one away. */
export type BrushChange = Readonly<Record<string, Brush | null>>;

/** The brushes after a change. */
export function withChange(brushes: Brushes, change: BrushChange): Record<string, Brush> {
  const next = { ...brushes, ...change };
  return Object.fromEntries(Object.entries(next).filter((entry): entry is [string, Brush] => entry[1] !== null));
}
