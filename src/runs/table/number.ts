import type { Db } from '../../store';

const literal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const special = /^\s*([+-]?)(?:(inf(?:inity)?)|nan)\s*$/i;

/** The number that a param or tag stands for, as Python writes numbers (`1e-05`, `inf`, `nan`); null for other text. */
export function readNumber(text: string): number | null {
  if (literal.test(text)) return Number(text);
  const found = special.exec(text);
  if (!found) return null;
  if (found[2] === undefined) return NaN;
  return found[1] === '-' ? -Infinity : Infinity;
}

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
