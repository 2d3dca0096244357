import type { Comparison, RunRow } from '../../src/protocol/run';
import { formatNumber, plural } from '../../src/protocol/format';
import type { PrimaryMetric } from './primary';
import { judgeSpread, type Fact, type Repeats } from './spread';

export interface SummaryFacts {
  readonly runs: readonly RunRow[];
  /** Over the same runs, in the same order. */
  readonly comparison: Pick<Comparison, 'rows'>;
  readonly primary: PrimaryMetric | null;
  readonly repeats: Repeats;
}

/** Three sentences made from facts: which run is best, what differs, and whether that exceeds the spread of repeats. */
export function summarise({ runs, comparison, primary, repeats }: SummaryFacts): readonly Fact[] {
  const fact = (sentence: string): Fact => ({ sentence, detail: null });
  if (runs.length < 2) return [fact('Show at least two runs to compare them.')];
  return [
    fact(bestSentence(runs, primary)),
    fact(differenceSentence(comparison)),
    judgeSpread(runs, { primary, repeats }),
  ];
}

interface Scored {
  readonly run: RunRow;
  readonly value: number;
}

/** Runs that have a finite value of the metric, best first. */
function rank(runs: readonly RunRow[], { key, direction }: PrimaryMetric): readonly Scored[] {
  const sign = direction === 'max' ? -1 : 1;
  return runs
    .flatMap((run) => {
      const value = run.metrics[key]?.value;
      return typeof value === 'number' ? [{ run, value }] : [];
    })
    .toSorted((one, other) => sign * (one.value - other.value));
}

function bestSentence(runs: readonly RunRow[], primary: PrimaryMetric | null): string {
  if (primary === null) return 'No primary metric is set for all of these runs, so none is called best.';
  const { key, direction } = primary;
  const [first, second] = rank(runs, primary);
  if (first === undefined) return `No run has a value of the primary metric ${key}.`;
  if (second === undefined) return `Only ${first.run.name} has a value of the primary metric ${key}.`;
  const better = direction === 'max' ? 'higher is better' : 'lower is better';
  if (first.value === second.value) {
    const tied = rank(runs, primary).filter(({ value }) => value === first.value);
    return `${listed(tied.map(({ run }) => run.name))} tie on ${key} (${better}) with ${formatNumber(first.value)}.`;
  }
  const gap = Math.abs(first.value - second.value);
  const share = second.value === 0 ? '' : ` (${formatNumber(percent(gap / Math.abs(second.value)))} %)`;
  const side = direction === 'max' ? 'above' : 'below';
  return `${first.run.name} is best on ${key} (${better}): ${formatNumber(first.value)}, ${formatNumber(gap)}${share} ${side} ${second.run.name}.`;
}

function percent(share: number): number {
  return Number((share * 100).toPrecision(2));
}

type Rows = Comparison['rows'];

/**
 * Rows of a group that differ among the runs of which the group is known; `unknown` counts the others. A run without any
 * param is known to have none, a run without any commit may have had one.
 */
function differencesOf(rows: Rows, group: Rows[number]['group']): { keys: string[]; known: boolean; unknown: number } {
  const own = rows.filter((row) => row.group === group);
  const runs = own[0]?.values.map((_, index) => index) ?? [];
  const known = runs.filter((index) => group === 'param' || own.some((row) => row.values[index] !== null));
  const keys = own.filter((row) => new Set(known.map((index) => row.values[index])).size > 1).map((row) => row.key);
  return { keys, known: known.length > 1, unknown: runs.length - known.length };
}

function differenceSentence({ rows }: Pick<Comparison, 'rows'>): string {
  const [params, data] = [differencesOf(rows, 'param'), differencesOf(rows, 'data')];
  const environment = differencesOf(
    rows.filter((row) => row.key !== 'command'),
    'environment',
  );
  const code = differencesOf(
    rows.filter((row) => row.key === 'tree' || row.key === 'commit'),
    'git',
  );
  const parts = [
    { ...params, name: 'params', words: `${plural(params.keys.length, 'param')} (${listed(params.keys, 4)})` },
    { ...code, name: 'code', words: 'code' },
    { ...data, name: 'data', words: `data (${listed(data.keys, 3)})` },
    { ...environment, name: 'environment', words: `environment (${listed(environment.keys, 3)})` },
  ];
  const differ = parts.filter(({ keys }) => keys.length > 0).map(({ words }) => words);
  const same = parts.filter(({ keys, known }) => known && keys.length === 0).map(({ name }) => name);
  const most = Math.max(code.unknown, environment.unknown);
  const unknown = [code.unknown > 0 ? 'code' : '', environment.unknown > 0 ? 'environment' : ''].filter(Boolean);
  const gap =
    unknown.length === 0
      ? ''
      : ` The ${listed(unknown)} of ${plural(most, 'run')} ${unknown.length === 1 ? 'is' : 'are'} not known.`;
  if (differ.length === 0 && same.length === 0) return `Nothing is recorded that could tell them apart.${gap}`;
  if (differ.length === 0) return `They do not differ in ${listed(same, Infinity, 'or')}.${gap}`;
  return `They differ in ${listed(differ)}${same.length === 0 ? '' : `, not in ${listed(same, Infinity, 'or')}`}.${gap}`;
}

/** `a, b and c`; past `most` the rest is counted. */
export function listed(items: readonly string[], most = Infinity, word: 'and' | 'or' = 'and'): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1) ?? ''}`;
}
