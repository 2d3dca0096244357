import type { ChartOptions } from '../chartOptions';

export interface CursorPlace {
  /** Which axis `x` is on, as {@link axisOf} names it. */
  readonly axis: string;
  readonly x: number;
}

/** One name for each x axis, so that a place on one is never shown on another. */
export function axisOf({ x, xKey }: Pick<ChartOptions, 'x' | 'xKey'>): string {
  return x === 'metric' ? `metric ${xKey}` : x;
}

/** The one cursor of all charts of a page: a place on the x axis, null when the pointer is nowhere. */
export interface SharedCursor {
  readonly place: CursorPlace | null;
  move(place: CursorPlace | null): void;
  /** Returns how to stop listening. */
  follow(listener: () => void): () => void;
}

export function createCursor(): SharedCursor {
  const listeners = new Set<() => void>();
  let place: CursorPlace | null = null;
  return {
    get place() {
      return place;
    },
    move(next) {
      if (next?.x === place?.x && next?.axis === place?.axis) return;
      place = next;
      for (const listener of listeners) listener();
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
