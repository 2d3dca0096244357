import type { Comparison, RunRow } from '../../src/protocol/run';
import { formatNumber, plural } from '../../src/protocol/format';

export interface PrimaryMetric {
  readonly key: string;
  readonly direction: 'max' | 'min';
}

export interface SummaryFacts {
  readonly runs: readonly RunRow[];
  /** Over the same runs, in the same order. */
  readonly comparison: Comparison;
  readonly primary: PrimaryMetric | null;
}

/** Three sentences made from facts: which run is best, what differs, and whether that exceeds the spread of repeats. */
export function summarise({ runs, comparison, primary }: SummaryFacts): readonly string[] {
  if (runs.length < 2) return ['Show at least two runs to compare them.'];
  return [bestSentence(runs, primary), differenceSentence(comparison), spreadSentence(runs, primary)];
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

function differenceSentence({ rows }: Comparison): string {
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

const seedKey = /(^|[._/-])(random_?)?(seed|random_state)$/i;

/** Runs that differ in nothing recorded but a seed: equal params, code and experiment. */
function repeatKey(run: RunRow): string {
  const params = Object.entries(run.params)
    .filter(([key]) => !seedKey.test(key))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([run.experiment.id, run.git?.tree ?? run.git?.commit ?? null, params]);
}

function groupRepeats(ranked: readonly Scored[]): readonly (readonly Scored[])[] {
  const groups = new Map<string, Scored[]>();
  for (const scored of ranked) {
    const key = repeatKey(scored.run);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [scored]);
    else group.push(scored);
  }
  return [...groups.values()];
}

function spreadSentence(runs: readonly RunRow[], primary: PrimaryMetric | null): string {
  const none = 'No run was repeated, so whether the difference exceeds chance cannot be said.';
  if (primary === null) return none;
  const ranked = rank(runs, primary);
  const groups = groupRepeats(ranked);
  const repeated = groups.filter((group) => group.length > 1);
  if (repeated.length === 0) return none;
  const spread = pooledDeviation(repeated.map((group) => group.map(({ value }) => value)));
  const count = repeated.reduce((sum, group) => sum + group.length, 0);
  const about = `repeats that differ only in the seed (${plural(count, 'run')}) spread by ${formatNumber(spread)}`;
  if (groups.length === 1) return `All are repeats: ${about} (standard deviation).`;
  const [best, next] = groups.map((group) => mean(group.map(({ value }) => value))).toSorted(order(primary));
  const gap = Math.abs((best ?? 0) - (next ?? 0));
  const verdict = gap > 2 * spread ? 'exceeds' : 'does not exceed';
  return `The difference of ${formatNumber(gap)} between the best settings ${verdict} twice the spread: ${about} (standard deviation).`;
}

function order({ direction }: PrimaryMetric): (one: number, other: number) => number {
  return (one, other) => (direction === 'max' ? other - one : one - other);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation within groups, over all groups: √(Σ squared deviations / Σ (n − 1)). */
export function pooledDeviation(groups: readonly (readonly number[])[]): number {
  let squares = 0;
  let freedom = 0;
  for (const group of groups) {
    const middle = mean(group);
    for (const value of group) squares += (value - middle) ** 2;
    freedom += group.length - 1;
  }
  return Math.sqrt(squares / freedom);
}

/** `a, b and c`; past `most` the rest is counted. */
export function listed(items: readonly string[], most = Infinity, word: 'and' | 'or' = 'and'): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1) ?? ''}`;
}

/** The primary metric that all runs' experiments share; null when they do not, or have none. */
export function sharedPrimary(
  runs: readonly RunRow[],
  experiments: readonly { readonly id: string; readonly primaryMetric: PrimaryMetric | null }[],
): PrimaryMetric | null {
  const ids = new Set(runs.map((run) => run.experiment.id));
  const metrics = experiments.filter(({ id }) => ids.has(id)).map(({ primaryMetric }) => primaryMetric);
  const first = metrics[0] ?? null;
  const isShared = metrics.every((metric) => metric?.key === first?.key && metric?.direction === first?.direction);
  return isShared ? first : null;
}
