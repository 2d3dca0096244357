import { defineCommand } from '../command';
import { replyRuns } from './replyRuns';
import { resolveRuns } from './resolve';

export const deleteRuns = defineCommand({
  about: 'Moves runs to the Trash; "runs recover" takes them out again.',
  operands: ['RUN…'],
  options: {},
  async run({ context, operands }) {
    const tracker = await context.tracker();
    const ids = await resolveRuns(tracker, operands, context);
    await tracker.ask('runs/delete', { ids }, { signal: context.signal });
    return replyRuns(context, tracker, ids);
  },
});

export const recover = defineCommand({
  about: 'Takes runs out of the Trash; "runs list --deleted" shows what is in it.',
  operands: ['RUN…'],
  options: {},
  async run({ context, operands }) {
    const tracker = await context.tracker();
    const ids = await resolveRuns(tracker, operands, context);
    await tracker.ask('runs/restore', { ids }, { signal: context.signal });
    return replyRuns(context, tracker, ids);
  },
});
