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

/** Whether two folders lie in working trees of one repository, so that each sees what the other records. */
export async function shareRepository(folder: string, other: string, signal?: AbortSignal): Promise<boolean> {
  const [one, two] = [await findRepository(folder, signal), await findRepository(other, signal)];
  return one.found && two.found && one.repository.objectsFolder === two.repository.objectsFolder;
}
