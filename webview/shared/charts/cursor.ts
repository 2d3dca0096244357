import type { SeriesQuestion } from '../rpc';

export type XKind = NonNullable<SeriesQuestion['x']>;

export interface CursorPlace {
  readonly kind: XKind;
  readonly x: number;
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
      if (next?.x === place?.x && next?.kind === place?.kind) return;
      place = next;
      for (const listener of listeners) listener();
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
