import type { RunDocument } from '../../protocol/run';
import type { Suspect } from '../../protocol/staleness';
import { listDifferences, type Difference, type FileDifferences } from './differences';

/** A run with its value of the metric in question; null when it has none that is a number. */
export interface Measured {
  readonly run: RunDocument;
  readonly value: number | null;
}

/** The runs in question, the others that may tell, and the files in which the two differ. */
export interface Case {
  readonly good: Measured;
  readonly bad: Measured;
  /** The two themselves are not among them: they are the question, not the answer. */
  readonly others: readonly Measured[];
  readonly files: FileDifferences | null;
}

const kinds: readonly Suspect['kind'][] = ['param', 'file', 'data', 'package', 'environment'];
const mostTogether = 20;

/**
 * Everything in which the two runs differ, each with what other runs say of it: the mean of those that have the good
 * one's value against the mean of those that have the bad one's. `share` is that difference over the gap of the two.
 * First those that explain most, then those of which nothing is known.
 */
export function rankSuspects({ good, bad, others, files }: Case): Suspect[] {
  const gap = good.value === null || bad.value === null ? 0 : good.value - bad.value;
  const witnesses = others.flatMap(({ run, value }) => (value === null ? [] : { run, value }));
  const weighed = listDifferences(good.run, bad.run, files).map((difference) => weigh(difference, witnesses, gap));
  const bySigns = new Map<string, string[]>();
  for (const { suspect, signs } of weighed) {
    if (suspect.evidence === null) continue;
    const together = bySigns.get(signs);
    if (together) together.push(suspect.key);
    else bySigns.set(signs, [suspect.key]);
  }
  return weighed
    .map(({ suspect, signs }): Suspect => {
      const together = suspect.evidence === null ? [] : (bySigns.get(signs) ?? []);
      // One more than is told, as it names itself.
      const others = together.slice(0, mostTogether + 1).filter((key) => key !== suspect.key);
      return { ...suspect, togetherWith: others.slice(0, mostTogether) };
    })
    .toSorted(byWeight);
}

interface Witness {
  readonly run: RunDocument;
  readonly value: number;
}

interface Weighed {
  readonly suspect: Omit<Suspect, 'togetherWith'>;
  /** The side of every witness: equal signs are equal evidence. */
  readonly signs: string;
}

function weigh({ sideOf, ...what }: Difference, witnesses: readonly Witness[], gap: number): Weighed {
  const sides = witnesses.map(({ run }) => sideOf(run));
  const valuesOn = (side: string): readonly number[] =>
    witnesses.filter((_, index) => sides[index] === side).map(({ value }) => value);
  const [onGood, onBad] = [valuesOn('good'), valuesOn('bad')];
  const signs = sides.map((side) => side[0]).join('');
  if (gap === 0 || onGood.length === 0 || onBad.length === 0) return { suspect: { ...what, evidence: null }, signs };
  const [goodMean, badMean] = [mean(onGood), mean(onBad)];
  const share = (goodMean - badMean) / gap;
  const evidence = { goodRuns: onGood.length, goodMean, badRuns: onBad.length, badMean, share };
  return { suspect: { ...what, evidence: Number.isFinite(share) ? evidence : null }, signs };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function byWeight(one: Suspect, other: Suspect): number {
  const share = ({ evidence }: Suspect): number => evidence?.share ?? -Infinity;
  const runs = ({ evidence }: Suspect): number => Math.min(evidence?.goodRuns ?? 0, evidence?.badRuns ?? 0);
  const place = ({ kind }: Suspect): number => kinds.indexOf(kind);
  if (one.evidence && other.evidence) {
    return share(other) - share(one) || runs(other) - runs(one) || place(one) - place(other);
  }
  if (one.evidence || other.evidence) return one.evidence ? -1 : 1;
  return place(one) - place(other);
}
