import { ModelTrailError } from '../protocol/errors';
import { runGit } from './gitProcess';

/** The name and address that Git would sign a commit with in a folder; null where they are not set. */
export interface Identity {
  readonly name: string | null;
  readonly email: string | null;
}

/** Reads `user.name` and `user.email` as seen from `folder` (absolute); both null where Git is missing. */
export async function readIdentity(folder: string, signal?: AbortSignal): Promise<Identity> {
  const values = new Map<string, string>();
  try {
    const args = ['config', '-z', '--get-regexp', '^user\\.(name|email)$'];
    const { stdout } = await runGit(folder, args, { signal, okCodes: [0, 1] });
    for (const record of stdout.toString('utf8').split('\0')) {
      const end = record.indexOf('\n');
      if (end >= 0) values.set(record.slice(0, end), record.slice(end + 1));
    }
  } catch (error) {
    if (!(error instanceof ModelTrailError && error.code === 'GIT_MISSING')) throw error;
  }
  return { name: values.get('user.name') ?? null, email: values.get('user.email') ?? null };
}
