import type { StateDocument } from '../../protocol/registry';
import { defineCommand } from '../command';
import { formatTable } from '../table';
import { readTime } from '../values';
import { replyWarned } from './replyModels';

export const state = defineCommand({
  about: 'Shows which version was in which stage, now or at a time, as the audit log tells it.',
  operands: ['NAME?'],
  options: { at: { type: 'string', value: 'TIME', help: 'At this time (ISO 8601); default: now' } },
  async run({ context, operands: [name], values }) {
    const at = readTime('at', values.at);
    const tracker = await context.tracker();
    const answer = await tracker.ask('models/state', { name, at }, { signal: context.signal });
    return replyWarned(context, answer, () => toText(answer));
  },
});

function toText({ models, at }: StateDocument): string {
  const rows = models.flatMap(({ name, versions, aliases }) =>
    versions.map((version) => ({
      ...version,
      name,
      aliases: Object.entries(aliases).flatMap(([alias, number]) => (number === version.version ? [alias] : [])),
    })),
  );
  if (rows.length === 0) return `No versions at ${at}.`;
  return formatTable<(typeof rows)[number]>(
    [
      { title: 'MODEL', cell: ({ name, version }) => `${name}/${version}` },
      { title: 'STAGE', cell: ({ stage }) => stage },
      { title: 'SINCE', cell: ({ since }) => since },
      { title: 'EVENT', cell: ({ seq }) => String(seq), right: true },
      { title: 'ALIASES', cell: ({ aliases }) => aliases.join(', ') },
    ],
    rows,
  );
}
