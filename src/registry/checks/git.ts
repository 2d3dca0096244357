import type { GitCheck } from './definitions';
import type { Facts, GitFacts } from './facts';
import { combine, conclude, type Judged, type Part } from './result';

/** Judges the commit that the run was made from, as it was recorded then: today's working tree says nothing of it. */
export function judgeGit(check: GitCheck, { git }: Pick<Facts, 'git'>): Judged {
  const required = describeRequired(check);
  const { commit } = git;
  if (commit === null) {
    return conclude(check, required, {
      status: 'missing',
      message: 'The commit that the run was made from is unknown.',
    });
  }
  const parts = [judgeClean(check, git), judgeReachable(check, git), judgePushed(check, git), judgeSigned(check, git)];
  const ref = check.reachable_from;
  const read = {
    commit,
    dirty: git.dirty,
    reachable: ref === undefined ? null : (git.reachable.get(ref) ?? null),
    pushed: check.pushed ? git.pushed : null,
    signature: (check.signed ?? 'off') === 'off' ? null : git.signature,
  };
  const source = { kind: 'git', ref: commit, sha256: null } as const;
  return conclude(check, required, { observed: commit, source, read, ...combine(parts.flat()) });
}

function judgeClean({ clean = true }: GitCheck, { dirty }: GitFacts): readonly Part[] {
  if (!clean) return [];
  if (dirty === null) return [{ status: 'error', message: 'Nobody recorded whether the code had changes.' }];
  return dirty
    ? [{ status: 'fail', message: 'The code had changes that were not committed when the run was made.' }]
    : [{ status: 'pass', message: 'The code was committed.' }];
}

function judgeReachable({ reachable_from: ref }: GitCheck, { reachable }: GitFacts): readonly Part[] {
  if (ref === undefined) return [];
  switch (reachable.get(ref)) {
    case 'yes':
      return [{ status: 'pass', message: `The commit is part of ${ref}.` }];
    case 'no':
      return [{ status: 'fail', message: `The commit is no part of ${ref}.` }];
    case 'shallow':
      return [
        { status: 'error', message: `This clone is shallow: it cannot tell whether the commit is part of ${ref}.` },
      ];
    case 'no-ref':
      return [{ status: 'error', message: `There is no ref ${ref} here.` }];
    case undefined:
      return [{ status: 'error', message: `Whether the commit is part of ${ref} is unknown.` }];
  }
}

function judgePushed({ pushed: wanted = false }: GitCheck, { pushed }: GitFacts): readonly Part[] {
  if (!wanted) return [];
  if (pushed === null) return [{ status: 'error', message: 'Whether the commit was pushed is unknown.' }];
  return pushed
    ? [{ status: 'pass', message: 'The commit was pushed.' }]
    : [{ status: 'fail', message: 'No remote has the commit, by what was fetched last.' }];
}

function judgeSigned({ signed = 'off' }: GitCheck, { signature }: GitFacts): readonly Part[] {
  if (signed === 'off') return [];
  if (signature === 'good') return [{ status: 'pass', message: 'The commit is signed.' }];
  if (signature === null) {
    const message = 'Whether the commit is signed cannot be told.';
    return [{ status: signed === 'fail' ? 'error' : 'warn', message }];
  }
  const message = signature === 'bad' ? 'The signature of the commit is not good.' : 'The commit is not signed.';
  return [{ status: signed, message }];
}

function describeRequired({ clean = true, reachable_from: ref, pushed = false, signed = 'off' }: GitCheck): string {
  const parts = [
    clean && 'committed',
    ref !== undefined && `part of ${ref}`,
    pushed && 'pushed',
    signed !== 'off' && 'signed',
  ];
  return parts.filter((part) => part !== false).join('; ');
}
