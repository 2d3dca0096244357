import type { RpcResult } from '../../protocol/rpc';
import { defineCommand } from '../command';
import type { Context } from '../context';
import { misuse } from '../failure';
import { readPairs, readWhole } from '../values';
import { readAsker } from './asker';
import { nameOf, replyWarned } from './replyModels';

export const describe = defineCommand({
  about: 'Sets the description of a model or a version; an empty text removes it.',
  operands: ['NAME|VERSION', 'TEXT'],
  options: {},
  async run({ context, operands: [ref = '', description = ''] }) {
    const tracker = await context.tracker();
    const params = { ref, description, as: readAsker() };
    return replyChanged(context, await tracker.ask('models/describe', params, { signal: context.signal }));
  },
});

export const rename = defineCommand({
  about: 'Gives a model another name; its versions, tags and aliases follow.',
  operands: ['NAME', 'NEW'],
  options: {},
  async run({ context, operands: [name = '', newName = ''] }) {
    const tracker = await context.tracker();
    const answer = await tracker.ask('models/rename', { name, newName, as: readAsker() }, { signal: context.signal });
    return replyWarned(context, answer, () => `${name} is ${answer.model.name} now.`);
  },
});

export const deleteModel = defineCommand({
  about: 'Deletes a model with all its versions, or one version. Numbers are never used again.',
  operands: ['NAME|VERSION'],
  options: {},
  async run({ context, operands: [ref = ''] }) {
    const tracker = await context.tracker();
    const answer = await tracker.ask('models/delete', { ref, as: readAsker() }, { signal: context.signal });
    const { model, version } = answer;
    return replyWarned(context, answer, () => `Deleted ${version === null ? model : nameOf({ model, version })}.`);
  },
});

export const alias = defineCommand({
  about: 'Points an alias at a version of a model; without a version the alias is removed.',
  operands: ['NAME', 'ALIAS', 'VERSION?'],
  options: {},
  async run({ context, operands: [name = '', word = '', text] }) {
    const version = readWhole('VERSION', text, { min: 1, max: Number.MAX_SAFE_INTEGER }) ?? null;
    const tracker = await context.tracker();
    const answer = await tracker.ask(
      'models/alias',
      { name, alias: word, version, as: readAsker() },
      { signal: context.signal },
    );
    return replyWarned(context, answer, () =>
      version === null ? `${name} has no alias ${word}.` : `${name}@${word} is version ${version}.`,
    );
  },
});

export const tag = defineCommand({
  about: 'Sets tags of a model or a version, given as KEY=VALUE, and removes those named by --remove.',
  operands: ['NAME|VERSION', 'KEY=VALUE…?'],
  options: { remove: { type: 'string', multiple: true, value: 'KEY', help: 'Remove this tag' } },
  async run({ context, operands: [ref = '', ...pairs], values: { remove = [] } }) {
    if (pairs.length + remove.length === 0) throw misuse('Give KEY=VALUE or --remove KEY.', 'models tag');
    const tags = { ...readPairs(pairs), ...Object.fromEntries(remove.map((key) => [key, null])) };
    const tracker = await context.tracker();
    const answer = await tracker.ask('models/tag', { ref, tags, as: readAsker() }, { signal: context.signal });
    return replyChanged(context, answer);
  },
});

function replyChanged(context: Context, answer: RpcResult<'models/describe' | 'models/tag'>): number {
  const { model, version } = answer;
  return replyWarned(context, answer, () => `Changed ${version === null ? model.name : nameOf(version)}.`);
}
