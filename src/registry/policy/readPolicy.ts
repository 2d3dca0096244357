import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { ModelTrailError } from '../../protocol/errors';
import {
  findMainTip,
  findRepository,
  findTip,
  openRepository,
  readWriters,
  resolveCommit,
  type BranchTip,
  type Repository,
} from '../../git';
import { parsePolicy, refused, type ParsedPolicy } from './parsePolicy';
import type { Policy } from './policy';
import type { Problem } from './problems';
import { isSameCopy, policyPath, readCommittedCopy, readPolicyFile, readWorkingCopy, type FoundFile } from './source';
import { readYaml } from './yamlTree';

/** Where a policy was read; `sha256` is over the bytes of the file, null where there are none. */
export interface PolicySource {
  readonly kind: 'ref' | 'working-tree' | 'none';
  readonly path: string;
  readonly ref: string | null;
  readonly commit: string | null;
  readonly sha256: string | null;
  /** Who changes the working tree cannot change it. */
  readonly protected: boolean;
}

/** A policy as it counts; null with an error among the problems: nothing may move; null without: there is none. */
export interface PolicyReading {
  readonly source: PolicySource;
  /** `differs`: from the copy of the branch, where there is one. */
  readonly workingTree: { readonly present: boolean; readonly differs: boolean };
  readonly problems: readonly Problem[];
  readonly policy: Policy | null;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface ReadPolicyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Also warns of approvals that nobody can give because of who wrote the code at HEAD. */
  readonly judgeWriters?: boolean;
}

/**
 * Reads the policy of a folder (absolute): from the main branch of the remote, or what stands in for it; from the
 * working tree only where that has none or says so. Throws `GIT_FAILED`; a bad file is no error but has problems.
 */
export async function readPolicy(folder: string, options: ReadPolicyOptions = {}): Promise<PolicyReading> {
  const { signal } = options;
  const [lookup, working] = await Promise.all([findRepository(folder, signal), readWorkingCopy(folder)]);
  const repository = lookup.found ? lookup.repository : null;
  const tip = repository && (await findMainTip(repository, signal));
  const first = repository && tip ? await readAt(repository, tip, options) : null;
  if (!repository || !first || first.copy.kind === 'none') return useWorkingTree(working);
  const copied = await followReadFrom(repository, first, options);
  if (copied.parsed.policy?.trust === 'local') {
    const differs = !isSameCopy(working, copied.copy);
    if (working.kind !== 'none') return { ...useWorkingTree(working), workingTree: { present: true, differs } };
  }
  return useBranch(copied, working);
}

/** Reads the policy as it stands at a revision, whatever the main branch has. Throws `REVISION_NOT_FOUND` and `NO_REPOSITORY`. */
export async function readPolicyAt(
  folder: string,
  revision: string,
  options: ReadPolicyOptions = {},
): Promise<PolicyReading> {
  const repository = await openRepository(folder, options.signal);
  const commit = await resolveCommit(repository, revision, options.signal);
  const [copied, working] = await Promise.all([
    readAt(repository, { ref: revision, commit }, options),
    readWorkingCopy(folder),
  ]);
  return useBranch(copied, working);
}

/** Reads a file (absolute path) as if it were the policy. Throws `FILE_NOT_FOUND`. */
export async function readPolicyCopy(folder: string, path: string): Promise<PolicyReading> {
  const [copy, working] = await Promise.all([readPolicyFile(path), readWorkingCopy(folder)]);
  if (copy.kind === 'none') throw new ModelTrailError('FILE_NOT_FOUND', `There is no file ${path}.`);
  const reading = useWorkingTree(copy);
  return {
    ...reading,
    source: { ...reading.source, path: basename(path) },
    workingTree: { present: working.kind !== 'none', differs: !isSameCopy(working, copy) },
  };
}

/** A copy of a branch, parsed. */
interface Copied {
  readonly tip: BranchTip;
  readonly copy: FoundFile;
  readonly parsed: ParsedPolicy;
}

async function readAt(
  repository: Repository,
  tip: BranchTip,
  { signal, judgeWriters = false }: ReadPolicyOptions,
): Promise<Copied> {
  const head = repository.commit;
  const [copy, writers] = await Promise.all([
    readCommittedCopy(repository, tip, signal),
    judgeWriters && head !== null ? readWriters(repository, { from: tip.commit, to: head }, signal) : [],
  ]);
  return { tip, copy, parsed: parse(copy, writers) };
}

/** Goes to the branch that the file names, once: what that branch's file names does not count. */
async function followReadFrom(repository: Repository, first: Copied, options: ReadPolicyOptions): Promise<Copied> {
  const name = first.parsed.policy?.read_from ?? null;
  if (name === null) return first;
  const tip = await findTip(repository, name, options.signal);
  const second = tip && (await readAt(repository, tip, options));
  if (second && second.copy.kind !== 'none') return second;
  const message = second ? `The branch '${name}' has no ${policyPath}.` : `There is no branch '${name}' here.`;
  const place = first.copy.kind === 'file' ? readYaml(first.copy.bytes.toString()).place(['read_from']) : null;
  const problem: Problem = {
    severity: 'error',
    code: 'REFERENCE',
    line: place?.line ?? 1,
    column: place?.column ?? 1,
    path: 'read_from',
    message,
  };
  return { ...first, parsed: { policy: null, problems: [problem] } };
}

function parse(copy: FoundFile, writers: readonly string[] = []): ParsedPolicy {
  if (copy.kind === 'none') return { policy: null, problems: [] };
  return copy.kind === 'file' ? parsePolicy(copy.bytes, { writers }) : refused(copy.code, copy.problem);
}

function useWorkingTree(copy: FoundFile): PolicyReading {
  const kind = copy.kind === 'none' ? 'none' : 'working-tree';
  return {
    source: { kind, path: policyPath, ref: null, commit: null, sha256: digestOf(copy), protected: false },
    workingTree: { present: copy.kind !== 'none', differs: false },
    ...parse(copy),
    warnings: [],
  };
}

function useBranch({ tip, copy, parsed }: Copied, working: FoundFile): PolicyReading {
  const isThere = copy.kind !== 'none';
  const differs = !isSameCopy(working, copy);
  const what = working.kind === 'none' ? 'is gone from the working tree' : 'in the working tree is another';
  const warning = {
    code: 'POLICY_WORKING_TREE_DIFFERS',
    message: `${policyPath} ${what}; the copy at ${tip.ref} counts.`,
  };
  return {
    source: {
      kind: isThere ? 'ref' : 'none',
      path: policyPath,
      ref: isThere ? tip.ref : null,
      commit: isThere ? tip.commit : null,
      sha256: digestOf(copy),
      protected: isThere && parsed.policy?.trust !== 'local',
    },
    workingTree: { present: working.kind !== 'none', differs },
    ...parsed,
    warnings: isThere && differs ? [warning] : [],
  };
}

function digestOf(copy: FoundFile): string | null {
  return copy.kind === 'file' ? createHash('sha256').update(copy.bytes).digest('hex') : null;
}
