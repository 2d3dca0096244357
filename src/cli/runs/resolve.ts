import type { TrackerClient } from '../../client';
import type { Context } from '../context';

/** Full ids of runs named by id, unique prefix or `@latest`. Throws `RUN_NOT_FOUND` and what `runs/resolve` throws. */
export function resolveRuns(
  tracker: TrackerClient,
  names: readonly string[],
  { signal }: Pick<Context, 'signal'>,
): Promise<string[]> {
  return Promise.all(names.map((name) => resolveRun(tracker, name, { signal })));
}

/** As {@link resolveRuns}, for one run; an absent name, which the command line has already refused, is `@latest`. */
export async function resolveRun(
  tracker: TrackerClient,
  name: string | undefined,
  { signal }: Pick<Context, 'signal'>,
): Promise<string> {
  const { id } = await tracker.ask('runs/resolve', { name: name ?? '@latest' }, { signal });
  return id;
}
