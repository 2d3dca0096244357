import type { Json } from '../audit/jcs';
import type { IntegrityCheck } from './definitions';
import type { Facts } from './facts';
import { combine, conclude, type Judged, type Part } from './result';

/** Judges whether the files are those that were registered, and their signature where one is asked for. */
export function judgeIntegrity(check: IntegrityCheck, facts: Pick<Facts, 'candidate' | 'integrity'>): Judged {
  const { rootDigest, versionId } = facts.candidate;
  const { found, signature } = facts.integrity;
  const mode = check.signature ?? 'off';
  const required = [rootDigest ?? 'known files', ...(mode === 'off' ? [] : [`signature ${mode}`])].join('; ');
  const source = { kind: 'file', ref: versionId, sha256: rootDigest } as const;
  const read: Json = {
    registered: rootDigest,
    found: found && { rootDigest: found.rootDigest, difference: { ...found.difference } },
    signature: mode === 'off' ? null : signature && { status: signature.status, key: signature.keyHint },
  };
  const files = judgeFiles(facts);
  const verdict = combine([files, ...(mode === 'off' ? [] : [judgeSignature(mode, facts)])]);
  // No policy can make changed files advice.
  const severity = files.status === 'fail' ? 'blocking' : check.severity;
  return conclude({ ...check, severity }, required, {
    observed: found?.rootDigest ?? null,
    source,
    read,
    ...verdict,
  });
}

function judgeFiles({ candidate: { rootDigest }, integrity: { found } }: Pick<Facts, 'candidate' | 'integrity'>): Part {
  if (rootDigest === null || found === null) return { status: 'error', message: 'The files are not verifiable here.' };
  const { changed, missing, added } = found.difference;
  const words = [
    ...changed.map((path) => `${path} was changed`),
    ...missing.map((path) => `${path} is gone`),
    ...added.map((path) => `${path} was added`),
  ];
  if (words.length > 0) {
    const more = words.length > 10 ? ` and ${words.length - 10} more` : '';
    return { status: 'fail', message: `${words.slice(0, 10).join(', ')}${more}.` };
  }
  if (found.rootDigest !== rootDigest) return { status: 'fail', message: 'The root digest is another one.' };
  return { status: 'pass', message: 'The files are unchanged.' };
}

function judgeSignature(mode: 'optional' | 'required', { integrity: { signature } }: Pick<Facts, 'integrity'>): Part {
  if (signature === null) {
    return mode === 'required'
      ? { status: 'fail', message: 'There is no signature.' }
      : { status: 'pass', message: 'There is no signature, and none is needed.' };
  }
  const { status, message } = signature;
  if (status === 'invalid') return { status: 'fail', message };
  if (status === 'verified') return { status: 'pass', message };
  return { status: mode === 'required' ? 'error' : 'warn', message };
}
