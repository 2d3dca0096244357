import type { LineageCheck } from './definitions';
import type { Facts } from './facts';
import { conclude, type Judged } from './result';

/** Judges whether the parts of the lineage are known; a guess is none. */
export function judgeLineage(
  check: LineageCheck,
  { lineage, candidate }: Pick<Facts, 'lineage' | 'candidate'>,
): Judged {
  const required = check.require.join(', ');
  const parts = check.require.map((part) => [part, lineage[part]] as const);
  const lacking = parts.filter(([, known]) => known !== 'logged' && known !== 'declared');
  const { run } = candidate;
  const found = {
    observed: parts.map(([part, known]) => `${part}: ${known}`).join(', '),
    source: run && ({ kind: 'run', ref: run.id, sha256: null } as const),
    read: Object.fromEntries(parts),
  };
  if (parts.length === 0)
    return conclude(check, required, { ...found, status: 'error', message: 'The check asks for nothing.' });
  if (lacking.length === 0)
    return conclude(check, required, { ...found, status: 'pass', message: 'All parts are known.' });
  const words = lacking.map(([part, known]) => (known === 'inferred' ? `${part} is a guess` : `${part} is unknown`));
  return conclude(check, required, { ...found, status: 'fail', message: `${words.join(', ')}.` });
}
