import { formatCount, formatNumber, plural } from '../../src/protocol/format';
import type { Bisection, Suspect } from '../../src/protocol/staleness';

const longest = 40;

/** A value as it stands in a sentence. */
export function short(value: string): string {
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
}

/** From the good run to the bad one in one sentence. */
export function gapSentence({ metric, good, bad }: Bisection): string {
  if (metric === null) return 'Choose the metric that got worse.';
  if (good.value === null || bad.value === null) {
    const without = [good, bad].filter(({ value }) => value === null).map(({ name }) => name);
    return `${without.join(' and ')} ${without.length === 1 ? 'has' : 'have'} no value of ${metric}.`;
  }
  if (good.value === bad.value) return `${metric} is the same in both runs: there is nothing to explain.`;
  const verb = good.value > bad.value ? 'fell' : 'rose';
  return `${metric} ${verb} from ${formatNumber(good.value)} to ${formatNumber(bad.value)}.`;
}

/** What other runs say of a suspect. */
export function evidenceSentence({ kind, good, bad, evidence }: Suspect): string {
  if (evidence === null) return 'No other run tells.';
  const { goodRuns, goodMean, badRuns, badMean } = evidence;
  const side = (runs: number, value: string | null, whose: string, mean: number): string => {
    const what = kind === 'file' ? `the ${whose} run’s file` : value === null ? 'none' : short(value);
    return `${plural(runs, 'run')} with ${what}: ${runs === 1 ? '' : 'mean '}${formatNumber(mean)}`;
  };
  return `${side(goodRuns, good, 'good', goodMean)}, ${side(badRuns, bad, 'bad', badMean)}.`;
}

/** How much of the gap a suspect explains, in words. */
export function shareWords(share: number): string {
  const percent = Math.round(share * 100);
  if (percent <= 0) return 'Explains nothing of the gap';
  return percent > 100 ? 'Explains more than the whole gap' : `Explains ${percent} % of the gap`;
}

/** With which other suspects one always came; null when it stands alone. */
export function togetherSentence(keys: readonly string[]): string | null {
  if (keys.length === 0) return null;
  const named = keys.slice(0, 3).map(short);
  const others = keys.length > named.length ? ' and others' : '';
  return `Always changed together with ${named.join(', ')}${others}: the runs cannot tell them apart.`;
}

/** Where the search through the commits stands. */
export function searchSentence({ commits, between, next, history }: Bisection): string {
  if (history !== null) return history;
  if (between === null) return 'Which commit made it worse is found by a metric that both runs have.';
  const [from, to] = [between.good, between.bad].map((id) => commits.findIndex(({ commit }) => commit === id));
  const left = (to ?? 0) - (from ?? 0);
  const bad = commits[to ?? -1];
  const name = bad ? `${bad.commit.slice(0, 7)} “${bad.subject}”` : '';
  if (left === 1) return `It got worse with ${name}.`;
  const span = `${formatCount(left)} commits may have made it worse, ${name} the last of them.`;
  return next === null ? `${span} Runs were tried at all of them, none with a result that counts.` : span;
}
