import { formatNumber, plural } from '../../src/protocol/format';
import type { RunRow } from '../../src/protocol/run';
import { studentT95 } from '../../src/protocol/student';
import type { PrimaryMetric } from './primary';

/** Of each run the runs that differ from it in nothing but the seed, itself among them, wherever they are. */
export type Repeats =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'ready'; readonly metric: string; readonly of: ReadonlyMap<string, readonly RepeatValue[]> };

export interface RepeatValue {
  readonly id: string;
  readonly value: number;
}

/** One setting: a run with its repeats. */
interface Setting {
  readonly name: string;
  readonly values: readonly number[];
  readonly mean: number;
}

/** A sentence of the summary. */
export interface Fact {
  readonly sentence: string;
  /** How it was judged: numbers and formula; null where nothing was. */
  readonly detail: string | null;
}

/** Stands where the verdict will, while it is not known. */
export const readingRepeats = 'Reading the repeats…';

/**
 * Whether the gap between the two best settings exceeds the spread between repeats. The spread is the standard deviation
 * within settings, pooled over all that were repeated; the gap is judged by Student's t: it exceeds the spread when
 * gap > t(0.975, ν) · s · √(1/n₁ + 1/n₂), with ν = Σ(n − 1).
 */
export function judgeSpread(
  runs: readonly RunRow[],
  { primary, repeats }: { primary: PrimaryMetric | null; repeats: Repeats },
): Fact {
  if (primary === null) return said('Without a primary metric no difference is judged against repeats.');
  if (repeats.kind === 'failed')
    return said(`Repeats could not be read (${repeats.error.message}), so chance is not judged.`);
  if (repeats.kind !== 'ready' || repeats.metric !== primary.key) return said(readingRepeats);
  const settings = settingsOf(runs, repeats.of).toSorted((one, other) =>
    primary.direction === 'max' ? other.mean - one.mean : one.mean - other.mean,
  );
  const repeated = settings.filter(({ values }) => values.length > 1);
  if (repeated.length === 0) {
    return said('No run was repeated with another seed, so whether the difference exceeds chance cannot be said.');
  }
  const deviation = pooledDeviation(repeated.map(({ values }) => values));
  const freedom = repeated.reduce((sum, { values }) => sum + values.length - 1, 0);
  const count = repeated.reduce((sum, { values }) => sum + values.length, 0);
  const about = `${plural(count, 'run')} that differ only in the seed spread by ${formatNumber(deviation)} (standard deviation)`;
  const [best, next] = settings;
  if (best === undefined || next === undefined) return said(`All are repeats of one setting: ${about}.`);
  const gap = Math.abs(best.mean - next.mean);
  const limit = studentT95(freedom) * deviation * Math.sqrt(1 / best.values.length + 1 / next.values.length);
  const verdict = gap > limit ? 'exceeds' : 'does not exceed';
  return {
    sentence: `The difference of ${formatNumber(gap)} between the settings of ${best.name} (n = ${best.values.length}) and ${next.name} (n = ${next.values.length}) ${verdict} the spread between repeats: up to ${formatNumber(limit)} is within chance (95 %).`,
    detail: `${about}; n = ${count} runs of ${plural(repeated.length, 'setting')}, ν = Σ(n − 1) = ${freedom}. Limit = t(0.975, ν) · s · √(1/n₁ + 1/n₂) = ${formatNumber(studentT95(freedom))} · ${formatNumber(deviation)} · √(1/${best.values.length} + 1/${next.values.length}) = ${formatNumber(limit)}. It takes the spread to be alike in all settings, and is not corrected for picking the best of ${settings.length}. Repeats outside this comparison count.`,
  };
}

function said(sentence: string): Fact {
  return { sentence, detail: null };
}

/** The settings of the runs, each once, though several of its repeats are compared. */
function settingsOf(runs: readonly RunRow[], of: ReadonlyMap<string, readonly RepeatValue[]>): readonly Setting[] {
  const seen = new Set<string>();
  return runs.flatMap((run) => {
    const repeats = of.get(run.id) ?? [];
    const isKnown = repeats.some(({ id }) => seen.has(id));
    for (const { id } of repeats) seen.add(id);
    const values = repeats.map(({ value }) => value).filter(Number.isFinite);
    return isKnown || values.length === 0 ? [] : [{ name: run.name, values, mean: mean(values) }];
  });
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
