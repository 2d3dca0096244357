import type { ExperimentRow } from '../../protocol/rpc';
import type { RunRow } from '../../protocol/run';

/** The two runs by the primary metric, the better one first; as given where that cannot be said. */
export function orderRuns(
  good: RunRow,
  bad: RunRow,
  primary: ExperimentRow['primaryMetric'],
): { readonly good: string; readonly bad: string } {
  const asGiven = { good: good.id, bad: bad.id };
  if (primary === null) return asGiven;
  const [ofGood, ofBad] = [good, bad].map((run) => run.metrics[primary.key]?.value);
  if (typeof ofGood !== 'number' || typeof ofBad !== 'number') return asGiven;
  const isReversed = primary.direction === 'max' ? ofGood < ofBad : ofGood > ofBad;
  return isReversed ? { good: bad.id, bad: good.id } : asGiven;
}
