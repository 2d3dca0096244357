import type { FairnessCheck } from './definitions';
import { nameGroup, type GroupCounts } from './groupCounts';

/** A measure's value, or why it has none: a rate without a denominator is no 0. */
export type Measure = { readonly value: number } | { readonly undefined: string };

interface Rate {
  readonly of: (counts: Omit<GroupCounts, 'group'>) => number;
  /** What a group must have for the rate to be defined. */
  readonly needs: string;
  readonly name: string;
}

const selection: Rate = { name: 'selection rate', needs: 'members', of: ({ n, tp, fp }) => (tp + fp) / n };
const truePositive: Rate = { name: 'true positive rate', needs: 'positives', of: ({ tp, fn }) => tp / (tp + fn) };
const falsePositive: Rate = { name: 'false positive rate', needs: 'negatives', of: ({ fp, tn }) => fp / (fp + tn) };

type Options = Pick<FairnessCheck, 'measure' | 'agg' | 'method'>;

/** A fairness measure over two groups or more; definitions as in Fairlearn, but undefined where a group has no rate. */
export function measureFairness(groups: readonly GroupCounts[], { measure, agg, method }: Options): Measure {
  const odds = [truePositive, falsePositive];
  const over = method === 'to_overall' ? 'overall' : 'groups';
  const difference = (rates: readonly Rate[]) =>
    combineRates(rates, groups, { over, compare: differ, worst: 'max', agg });
  const ratio = (rates: readonly Rate[]) => combineRates(rates, groups, { over, compare: divide, worst: 'min', agg });
  switch (measure) {
    case 'demographic_parity_difference':
      return difference([selection]);
    case 'demographic_parity_ratio':
      return ratio([selection]);
    case 'equalized_odds_difference':
      return difference(odds);
    case 'equalized_odds_ratio':
      return ratio(odds);
    case 'equal_opportunity_difference':
      return difference([truePositive]);
  }
}

interface Comparison {
  readonly over: 'groups' | 'overall';
  readonly compare: (low: number, high: number) => number;
  readonly worst: 'min' | 'max';
  readonly agg: Options['agg'];
}

function combineRates(rates: readonly Rate[], groups: readonly GroupCounts[], comparison: Comparison): Measure {
  const { worst, agg } = comparison;
  const values: number[] = [];
  for (const rate of rates) {
    const measured = compareRate(rate, groups, comparison);
    if ('undefined' in measured) return measured;
    values.push(measured.value);
  }
  if (agg === 'mean') return { value: values.reduce((sum, value) => sum + value, 0) / values.length };
  return { value: Math[worst](...values) };
}

function compareRate(rate: Rate, groups: readonly GroupCounts[], { over, compare, worst }: Comparison): Measure {
  const without = groups.find((group) => Number.isNaN(rate.of(group)));
  if (without) return { undefined: `Group ${nameGroup(without)} has no ${rate.needs}, so no ${rate.name}.` };
  const rates = groups.map(rate.of);
  const overall = rate.of(total(groups));
  const pairs =
    over === 'overall'
      ? rates.map((value) => [Math.min(value, overall), Math.max(value, overall)] as const)
      : [[minOf(rates), maxOf(rates)] as const];
  const values = pairs.map(([low, high]) => compare(low, high));
  if (values.some(Number.isNaN)) return { undefined: `The ${rate.name} is 0 in all groups: there is no ratio of it.` };
  return { value: worst === 'max' ? maxOf(values) : minOf(values) };
}

function differ(low: number, high: number): number {
  return high - low;
}

function divide(low: number, high: number): number {
  return low / high;
}

function total(groups: readonly GroupCounts[]): Omit<GroupCounts, 'group'> {
  const sum = (part: 'n' | 'tp' | 'fp' | 'tn' | 'fn') => groups.reduce((all, group) => all + group[part], 0);
  return { n: sum('n'), tp: sum('tp'), fp: sum('fp'), tn: sum('tn'), fn: sum('fn') };
}

function minOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function maxOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
