import type { GroupCell } from '../../protocol/table';
import { studentT95 } from '../../protocol/student';

/** Mean and spread of numbers that come one after another (Welford's method). */
export class Spread {
  #count = 0;
  #mean = 0;
  /** Sum of squared distances from the mean. */
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  add(value: number): void {
    this.#count += 1;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Null without a number, and where numbers are so large that they have no mean. */
  toCell(column: string): GroupCell | null {
    const count = this.#count;
    if (count === 0 || !Number.isFinite(this.#mean)) return null;
    const variance = count > 1 ? this.#squares / (count - 1) : NaN;
    const deviation = Number.isFinite(variance) ? Math.sqrt(variance) : null;
    const interval = deviation === null ? null : (studentT95(count - 1) * deviation) / Math.sqrt(count);
    return { column, count, mean: this.#mean, deviation, interval, min: this.#min, max: this.#max };
  }
}
