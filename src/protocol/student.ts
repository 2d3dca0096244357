/** The 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054;

/** Beyond this the expansion in 1/df is as exact as the series. */
const seriesLimit = 200;

/**
 * The t that holds 95 % of Student's distribution with `df` degrees of freedom (a whole number, at least 1) between -t and
 * t. Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3, 26.7.4 and 26.7.5.
 */
export function studentT95(df: number): number {
  if (df > seriesLimit) return expansion(df);
  const found = known[df] ?? search(df);
  known[df] = found;
  return found;
}

const known: number[] = [];

function search(df: number): number {
  let [low, high] = [1.9, 13];
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (between(middle, df) < 0.95) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability between -t and t. */
function between(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cosine = Math.cos(angle);
  const isOdd = df % 2 === 1;
  if (df === 1) return (2 * angle) / Math.PI;
  let term = isOdd ? cosine : 1;
  let sum = term;
  for (let index = isOdd ? 3 : 2; index <= df - 2; index += 2) {
    term *= ((index - 1) / index) * cosine ** 2;
    sum += term;
  }
  const part = Math.sin(angle) * sum;
  return isOdd ? (2 / Math.PI) * (angle + part) : part;
}

function expansion(df: number): number {
  return (
    z +
    (z ** 3 + z) / (4 * df) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * df ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * df ** 4)
  );
}
