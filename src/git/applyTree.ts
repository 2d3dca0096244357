import { mkdtemp, rm, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ApplyPlan } from './applyPlan';
import { gitIn, type Repository } from './repository';
import { isMissing } from './selection';

/** Carries a plan out: removes what goes, then lets Git write files, links, modes and line ends as it checks out. */
export async function applyTree(repository: Repository, tree: string, plan: ApplyPlan): Promise<void> {
  for (const { path } of plan.remove) await removeFile(repository, path);
  if (plan.write.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'modeltrail-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    // Not `-m`: the index of its own holds the tree and no stat data, so that every listed path is written.
    await gitIn(repository, ['read-tree', '--no-sparse-checkout', tree], { env });
    const input = plan.write.map(({ path }) => `${path}\0`).join('');
    await gitIn(repository, ['checkout-index', '--force', '-z', '--stdin'], { env, input });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeFile(repository: Repository, path: string): Promise<void> {
  try {
    await unlink(join(repository.root, path));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  // As Git does, an emptied folder goes too; the opened folder itself stays.
  const stop = new Set([repository.root, join(repository.root, repository.prefix)]);
  for (let folder = dirname(join(repository.root, path)); !stop.has(folder); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return; // Not empty, or in use: it stays.
    }
  }
}
