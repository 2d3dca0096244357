import type { RpcParams } from '../../protocol/rpc';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { misuse } from '../failure';
import { readPairs } from '../values';
import { replyRuns } from './replyRuns';
import { resolveRuns } from './resolve';

type Change = Omit<RpcParams<'runs/change'>, 'ids'>;

async function change(context: Context, names: readonly string[], what: Change): Promise<number> {
  const tracker = await context.tracker();
  const ids = await resolveRuns(tracker, names, context);
  await tracker.ask('runs/change', { ids, ...what }, { signal: context.signal });
  return replyRuns(context, tracker, ids);
}

export const name = defineCommand({
  about: 'Renames a run.',
  operands: ['RUN', 'NAME'],
  options: {},
  run: ({ context, operands: [run = '', text = ''] }) => {
    if (text.trim() === '') throw misuse('A name needs at least one character.', 'runs name');
    return change(context, [run], { name: text });
  },
});

export const note = defineCommand({
  about: 'Sets the note of a run (Markdown); an empty text removes it.',
  operands: ['RUN', 'TEXT'],
  options: {},
  run: ({ context, operands: [run = '', text = ''] }) => change(context, [run], { note: text }),
});

export const tag = defineCommand({
  about: 'Sets tags of a run, given as KEY=VALUE, and removes those named by --remove.',
  operands: ['RUN', 'KEY=VALUE…?'],
  options: { remove: { type: 'string', multiple: true, value: 'KEY', help: 'Remove this tag' } },
  run: ({ context, operands: [run = '', ...pairs], values: { remove = [] } }) => {
    if (pairs.length + remove.length === 0) throw misuse('Give KEY=VALUE or --remove KEY.', 'runs tag');
    return change(context, [run], {
      tags: { ...readPairs(pairs), ...Object.fromEntries(remove.map((key) => [key, null])) },
    });
  },
});

export const star = defineCommand({
  about: 'Stars runs, or takes their star away.',
  operands: ['RUN…'],
  options: { off: { type: 'boolean', help: 'Take the star away' } },
  run: ({ context, operands, values: { off = false } }) => change(context, operands, { starred: !off }),
});
