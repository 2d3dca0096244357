// Digits are read in one way alone: with two, a long text of digits that is no number would take quadratic time.
const literal = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const special = /^\s*([+-]?)(?:(inf(?:inity)?)|nan)\s*$/i;

/** The number that a param or tag stands for, as Python writes numbers (`1e-05`, `inf`, `nan`); null for other text. */
export function readNumber(text: string): number | null {
  if (literal.test(text)) return Number(text);
  const found = special.exec(text);
  if (!found) return null;
  if (found[2] === undefined) return NaN;
  return found[1] === '-' ? -Infinity : Infinity;
}
