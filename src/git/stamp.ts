import { findRepository, type NoRepositoryReason } from './repository';

/**
 * Where code stands: `repositoryRoot` absolute, `prefix` the folder inside it, `commit` null before the first commit,
 * `branch` null when HEAD is detached, `remote` without credentials.
 */
export interface Stamp {
  readonly repositoryRoot: string;
  readonly prefix: string;
  readonly commit: string | null;
  readonly branch: string | null;
  readonly remote: string | null;
  readonly shallow: boolean;
}

/** A stamp, or the reason why the folder has none. */
export type StampResult =
  { readonly stamp: Stamp; readonly reason: null } | { readonly stamp: null; readonly reason: NoRepositoryReason };

/** Reads commit, branch and remote of a folder (absolute) without looking at its files. */
export async function readStamp(folder: string, signal?: AbortSignal): Promise<StampResult> {
  const lookup = await findRepository(folder, signal);
  if (!lookup.found) return { stamp: null, reason: lookup.reason };
  const { root, prefix, commit, branch, remote, shallow } = lookup.repository;
  return { stamp: { repositoryRoot: root, prefix, commit, branch, remote, shallow }, reason: null };
}
