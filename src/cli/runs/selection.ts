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

/** The options as the tracker wants them. Throws `MISUSE` and `EXPERIMENT_NOT_FOUND`. */
export async function toSelection(
  tracker: TrackerClient,
  values: Values<typeof selectionOptions>,
  signal: AbortSignal,
): Promise<Selection> {
  const { experiment, filter, after, limit, deleted = false, 'order-by': orderBy } = values;
  const count = readWhole('limit', limit, { min: 1, max: highestLimit });
  return {
    experimentIds: experiment && (await experimentIds(tracker, experiment, signal)),
    filter,
    orderBy: orderBy && [...orderBy],
    view: deleted ? 'deleted' : 'active',
    limit: count,
    after,
  };
}

async function experimentIds(tracker: TrackerClient, names: readonly string[], signal: AbortSignal): Promise<string[]> {
  const experiments = await tracker.ask('experiments/list', {}, { signal });
  return names.map((name) => {
    const experiment = experiments.find((each) => each.name === name);
    if (experiment) return experiment.id;
    throw new ModelTrailError('EXPERIMENT_NOT_FOUND', `There is no experiment '${name}'.`, {
      hint: `There are: ${experiments.map((each) => each.name).join(', ')}.`,
    });
  });
}
