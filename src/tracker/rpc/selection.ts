import { readStamp } from '../../git';
import type { RunFilter } from '../../runs';
import type { Services } from '../services';

export interface Selection {
  readonly experimentIds?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  readonly view: keyof typeof views;
  readonly parentId?: string | null | undefined;
}

const views = { active: 'ACTIVE_ONLY', deleted: 'DELETED_ONLY', all: 'ALL' } as const;

/** A selection of runs as the domain wants it; Git is asked for HEAD where the filter may speak of it. */
export async function toRunFilter(
  { experimentIds, ids, filter = '', view, parentId }: Selection,
  services: Services,
): Promise<RunFilter> {
  const stamp = /\bHEAD\b/i.test(filter) ? (await readStamp(services.layout.folder)).stamp : null;
  return {
    experimentIds: experimentIds ?? null,
    ids,
    filter,
    viewType: views[view],
    parentId,
    context: { now: services.now(), head: stamp?.commit ?? null },
  };
}
