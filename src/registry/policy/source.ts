import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '../../protocol/errors';
import { readCommittedFile, type BranchTip, type Repository } from '../../git';
import type { ProblemCode } from './problems';
import { limits } from './yamlTokens';

/** Where the policy lies in a folder, with `/`. */
export const policyPath = '.modeltrail/gates.yaml';

/** A policy file as it was found; `problem` says why what is there could not be read. */
export type FoundFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'unreadable'; readonly code: ProblemCode; readonly problem: string };

/** Reads the copy in the working tree, which may be anything that a folder can hold. */
export function readWorkingCopy(folder: string): Promise<FoundFile> {
  return readPolicyFile(join(folder, ...policyPath.split('/')));
}

/** Reads a regular file of the size that a policy may have, and a byte more so that a larger one shows. */
export async function readPolicyFile(path: string): Promise<FoundFile> {
  try {
    // A pipe in the place of the file would else be waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      if (!(await file.stat()).isFile()) return unreadable('SYNTAX', 'The policy is no regular file.');
      const { buffer, bytesRead } = await file.read(Buffer.alloc(limits.bytes + 1), 0, limits.bytes + 1, 0);
      return { kind: 'file', bytes: buffer.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const error: NodeJS.ErrnoException = toError(thrown);
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { kind: 'none' };
    return unreadable('SYNTAX', error.code === 'ELOOP' ? linkProblem : `The policy cannot be read: ${error.message}.`);
  }
}

/** Reads the copy of a commit. */
export async function readCommittedCopy(
  repository: Repository,
  { commit }: BranchTip,
  signal?: AbortSignal,
): Promise<FoundFile> {
  const path = repository.prefix === '' ? policyPath : `${repository.prefix}/${policyPath}`;
  const found = await readCommittedFile(repository, commit, path, { maxBytes: limits.bytes, signal });
  switch (found.kind) {
    case 'none':
      return { kind: 'none' };
    case 'file':
      return found;
    case 'link':
      return unreadable('SYNTAX', linkProblem);
    case 'large':
      return unreadable('SIZE', `The policy has ${found.size} bytes; at most ${limits.bytes} are read.`);
  }
}

const linkProblem = 'The policy must be a file, not a symbolic link.';

function unreadable(code: ProblemCode, problem: string): FoundFile {
  return { kind: 'unreadable', code, problem };
}

/** Same text: a checkout may have turned line ends. */
export function isSameCopy(one: FoundFile, other: FoundFile): boolean {
  if (one.kind !== 'file' || other.kind !== 'file') return one.kind === other.kind && one.kind === 'none';
  return one.bytes.equals(other.bytes) || unifyLines(one.bytes) === unifyLines(other.bytes);
}

function unifyLines(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\r\n', '\n');
}
