/** Receives the points of a series in the order of x, one by one or a block at a time, and keeps what was asked of them. */
export interface Collector {
  add(x: number, y: number): void;
  addBlock(block: PlacedBlock): void;
  /** What was kept, in the order of x. */
  finish(): Float64Array;
}

/** Successive points of which only these are known; places are on the asked x axis. */
export interface PlacedBlock {
  readonly firstX: number;
  readonly lastX: number;
  /** Points that are not NaN; without any, `min`, `max` and their places mean nothing. */
  readonly numbers: number;
  readonly min: number;
  readonly minX: number;
  readonly max: number;
  readonly maxX: number;
  readonly sum: number;
  readonly nans: number;
  /** Of the first NaN. */
  readonly nanX: number;
}

/** Whether a value is infinite; MLflow and so the store clamp infinities to the largest doubles. */
export function isInfinite(value: number): boolean {
  return Math.abs(value) >= Number.MAX_VALUE;
}

/** Keeps every point. */
export function keepAll(): Collector {
  const kept: number[] = [];
  return {
    add: (x, y) => kept.push(x, y),
    addBlock: () => {
      throw new Error('unreachable: blocks are only read for what is thinned');
    },
    finish: () => Float64Array.from(kept),
  };
}
