import { readNumber } from '../../protocol/number';
import type { Db } from '../../store';
import type { Stored } from './columns';

/** A value to sort by: a blob is NaN. */
export type Sortable = Stored | Uint8Array;

const taught = new WeakSet<Db>();

/**
 * Teaches a connection the function `sortable(text)`: a number for text that is one, a blob for NaN, else the text, so
 * that `typeof` tells them apart.
 */
export function teachSortable(db: Db): void {
  if (taught.has(db)) return;
  db.function('sortable', { deterministic: true }, (value: unknown) => {
    if (typeof value !== 'string') return value;
    const number = readNumber(value);
    if (number === null) return value;
    return Number.isNaN(number) ? Buffer.alloc(0) : number;
  });
  taught.add(db);
}
