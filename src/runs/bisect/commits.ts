import type { BisectCommit } from '../../protocol/staleness';

/** The two runs in question. */
export interface Ends {
  readonly good: { readonly id: string; readonly value: number | null };
  readonly bad: { readonly id: string; readonly value: number | null };
}

/** Where the change lies as far as it is known, and the commit whose run would halve that. */
export interface NextCommit {
  readonly between: { readonly good: string; readonly bad: string } | null;
  readonly next: string | null;
}

/**
 * Judges each commit by the mean of its runs, good when that is nearer to the good run's value. A run counts when it has
 * finished without uncommitted changes; the two in question always do. When the line turns more than once, its last turn
 * from good to bad is the one that stands. The next commit is the one nearest to the middle that no run has tried.
 */
export function chooseNext(commits: readonly BisectCommit[], { good, bad }: Ends): NextCommit {
  const [goodValue, badValue] = [good.value, bad.value];
  if (goodValue === null || badValue === null || goodValue === badValue) return { between: null, next: null };
  const isEnd = (id: string): boolean => id === good.id || id === bad.id;
  const verdicts = commits.map(({ runs }, index): 'good' | 'bad' | null => {
    if (index === 0) return 'good';
    if (index === commits.length - 1) return 'bad';
    const values = runs
      .filter(({ id, clean, status }) => isEnd(id) || (clean && status === 'FINISHED'))
      .flatMap(({ value }) => value ?? []);
    if (values.length === 0) return null;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.abs(mean - goodValue) < Math.abs(mean - badValue) ? 'good' : 'bad';
  });
  const lastGood = verdicts.lastIndexOf('good');
  const firstBad = verdicts.indexOf('bad', lastGood);
  const [from, to] = [commits[lastGood], commits[firstBad]];
  if (!from || !to || lastGood === firstBad) return { between: null, next: null };
  const middle = (lastGood + firstBad) / 2;
  const untried = commits
    .map(({ commit, runs }, index) => ({ commit, index, isTried: runs.some(({ clean }) => clean) }))
    .filter(({ index, isTried }) => index > lastGood && index < firstBad && !isTried)
    .toSorted((one, other) => Math.abs(one.index - middle) - Math.abs(other.index - middle));
  return { between: { good: from.commit, bad: to.commit }, next: untried[0]?.commit ?? null };
}
