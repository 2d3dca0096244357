export interface TickRange {
  readonly min: number;
  readonly max: number;
  readonly log: boolean;
}

const mostPowers = 8;

/** Round numbers in a range, about `most`; powers of ten where it is logarithmic. Where there are none, its ends. */
export function niceTicks(range: TickRange, most: number): readonly number[] {
  const numbers = range.log ? powersOfTen(range) : roundNumbers(range, most);
  return numbers.length > 1 ? numbers : [range.min, range.max];
}

function powersOfTen({ min, max }: TickRange): number[] {
  const [first, last] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / mostPowers));
  const powers: number[] = [];
  for (let power = first; power <= last; power += every) powers.push(Number(`1e${power}`));
  return powers;
}

function roundNumbers({ min, max }: TickRange, most: number): number[] {
  const rough = (max - min) / most;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const numbers: number[] = [];
  for (let index = Math.ceil(min / step - 1e-9); index * step <= max + step * 1e-9; index++) {
    numbers.push(Number((index * step).toPrecision(12)));
    if (numbers.length > 2 * most + 2) break;
  }
  return numbers;
}
