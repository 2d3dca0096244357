import { ModelTrailError } from '../../protocol/errors';
import type { RpcParams } from '../../protocol/rpc';
import type { TrackerClient } from '../../client';
import type { Options, Values } from '../command';
import { readWhole } from '../values';

/** Options of every command that works on many runs. */
export const selectionOptions = {
  experiment: { type: 'string', multiple: true, value: 'NAME', help: 'Only runs of this experiment' },
  filter: { type: 'string', value: 'EXPR', help: `Only runs that match, as "metrics.acc > 0.9 and started > -7d"` },
  'order-by': {
    type: 'string',
    multiple: true,
    value: 'KEY [DESC]',
    help: 'Sort, as "metrics.acc DESC"',
    suffix: /^(asc|desc)$/i,
  },
  limit: { type: 'string', value: 'N', help: 'At most so many' },
  after: { type: 'string', value: 'TOKEN', help: 'Go on where a page ended' },
  deleted: { type: 'boolean', help: 'Runs in the Trash' },
} as const satisfies Options;

export type Selection = RpcParams<'runs/documents'>;

const highestLimit = 50_000;

/** The options as the tracker wants them, but for the experiments. Throws `MISUSE`. */
export function readSelection(values: Values<typeof selectionOptions>): Selection {
  const { filter, after, limit, deleted = false, 'order-by': orderBy } = values;
  return {
    filter,
    orderBy: orderBy && [...orderBy],
    view: deleted ? 'deleted' : 'active',
    limit: readWhole('limit', limit, { min: 1, max: highestLimit }),
    after,
  };
}

/** Ids of experiments by name, undefined for all of them. Throws `EXPERIMENT_NOT_FOUND`. */
export async function findExperiments(
  tracker: TrackerClient,
  names: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  if (names === undefined) return undefined;
  const experiments = await tracker.ask('experiments/list', {}, { signal });
  return names.map((name) => {
    const experiment = experiments.find((each) => each.name === name);
    if (experiment) return experiment.id;
    throw new ModelTrailError('EXPERIMENT_NOT_FOUND', `There is no experiment '${name}'.`, {
      hint: `There are: ${experiments.map((each) => each.name).join(', ')}.`,
    });
  });
}
