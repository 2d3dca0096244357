import type { FairnessCheck } from './definitions';
import type { Facts } from './facts';
import { measureFairness } from './fairnessMeasures';
import { nameGroup, readGroupCounts, type GroupCounts } from './groupCounts';
import { describeBounds, explainNumber, judgeBounds } from './numbers';
import { latestPoint, selectPoints } from './points';
import { combine, conclude, toJsonValue, type Finding, type Judged } from './result';

/** Name of the counts file when a check names none. */
export const defaultCounts = 'fairness.json';

/** Judges a fairness measure from the counts of each group, or one that the run logged. */
export function judgeFairness(check: FairnessCheck, facts: Pick<Facts, 'candidate' | 'files'>): Judged {
  const required = `${check.measure} ${describeBounds(check).join('; ')}`;
  const finding = check.metric === undefined ? judgeCounts(check, facts) : judgeScalar(check, check.metric, facts);
  return conclude(check, required, finding);
}

function judgeScalar(check: FairnessCheck, metric: string, { candidate: { run } }: Pick<Facts, 'candidate'>): Finding {
  if (!run) return { status: 'missing', message: 'The version was made by no known run.' };
  const source = { kind: 'run', ref: run.id, sha256: null } as const;
  const point = latestPoint(selectPoints(run, { metric }));
  if (!point) return { status: 'missing', message: `The run has no metric ${metric}.`, source };
  const found = { observed: point.value, source, read: { value: toJsonValue(point.value) } };
  const problem = explainNumber(point.value, metric);
  if (problem) return { ...found, status: 'error', message: problem };
  return { ...found, ...combine(judgeBounds(point.value, metric, check)) };
}

function judgeCounts(check: FairnessCheck, { files }: Pick<Facts, 'files'>): Finding {
  const path = check.counts ?? defaultCounts;
  const file = files.get(path);
  if (!file) return { status: 'missing', message: `There is no file ${path} with the counts of each group.` };
  const source = { kind: 'file', ref: path, sha256: file.sha256 } as const;
  const found = { source, read: { sha256: file.sha256 } };
  const counts = readGroupCounts(file.text, check.sensitive);
  if ('problem' in counts) return { ...found, status: 'error', message: counts.problem };
  const problem = explainGroups(counts.groups, check.min_group_n ?? 30);
  if (problem) return { ...found, status: 'error', message: problem };
  const measured = measureFairness(counts.groups, check);
  if ('undefined' in measured) return { ...found, status: 'error', message: measured.undefined };
  return { ...found, observed: measured.value, ...combine(judgeBounds(measured.value, check.measure, check)) };
}

function explainGroups(groups: readonly GroupCounts[], least: number): string | null {
  if (groups.length < 2) return 'There are fewer than two groups to compare.';
  const small = groups.filter(({ n }) => n < least);
  if (small.length === 0) return null;
  const names = small.map((group) => `${nameGroup(group)} (${group.n})`);
  return `Groups with fewer than ${least} members tell too little: ${names.join('; ')}.`;
}
