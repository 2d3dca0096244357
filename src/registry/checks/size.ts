import type { SizeCheck } from './definitions';
import type { Facts } from './facts';
import { judgeBounds } from './numbers';
import { combine, conclude, type Judged } from './result';

/** Judges the bytes of all files of the version. */
export function judgeSize(check: SizeCheck, { candidate }: Pick<Facts, 'candidate'>): Judged {
  const required = `<= ${check.at_most} bytes`;
  const { sizeBytes, versionId } = candidate;
  if (sizeBytes === null) {
    return conclude(check, required, { status: 'error', message: 'The size of what the version links to is unknown.' });
  }
  const verdict = combine(judgeBounds(sizeBytes, 'The size in bytes', { at_most: check.at_most }));
  const source = { kind: 'file', ref: versionId, sha256: candidate.rootDigest } as const;
  return conclude(check, required, { observed: sizeBytes, source, read: { sizeBytes }, ...verdict });
}
