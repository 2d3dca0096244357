import type { Json } from '../audit/jcs';
import type { DatasetCheck } from './definitions';
import type { Facts, RunFacts } from './facts';
import { conclude, type Finding, type Judged } from './result';

/** Judges whether the data of a context, by default that of evaluation, is the baseline's or has a given digest. */
export function judgeDataset(
  check: DatasetCheck,
  { candidate, baseline }: Pick<Facts, 'candidate' | 'baseline'>,
): Judged {
  const { context = 'eval', digest, same_as_baseline: same = true } = check;
  const required = digest ?? (same ? 'digest of the version in Production' : null);
  const { run } = candidate;
  const own = digestsOf(run, context);
  const theirs = digestsOf(baseline?.run ?? null, context);
  const source = run && ({ kind: 'run', ref: run.id, sha256: null } as const);
  const wanted = digest === undefined ? theirs.join(', ') : digest;
  const read: Json = { own, against: digest === undefined && baseline ? theirs : null };
  const found = { observed: own.join(', ') || null, baseline: theirs.join(', ') || null, source, read };
  return conclude(check, required, { ...found, ...compare() });

  function compare(): Pick<Finding, 'status' | 'message'> {
    if (digest === undefined && !same) return { status: 'error', message: 'The check asks for nothing.' };
    if (own.length === 0) {
      return { status: 'error', message: `The run has no dataset with a digest in context ${context}.` };
    }
    if (digest === undefined && !baseline) {
      return { status: 'skipped', message: 'No version is in Production to compare with.' };
    }
    if (digest === undefined && theirs.length === 0) {
      return { status: 'error', message: `The data of the version in Production in context ${context} is unknown.` };
    }
    const isSame = own.join(', ') === wanted;
    const message = `The digest of the data in context ${context} is ${own.join(', ')}, required ${wanted}.`;
    return { status: isSame ? 'pass' : 'fail', message };
  }
}

/** Distinct digests of a run's data in a context, sorted; none when one of them has no digest and so is unknown. */
function digestsOf(run: RunFacts | null, context: string): readonly string[] {
  const digests = (run?.datasets ?? []).filter((each) => each.context === context).map(({ digest }) => digest);
  return digests.includes('') ? [] : [...new Set(digests)].sort();
}
