import { defineCommand } from '../command';
import { readAsker } from './asker';
import { replyWarned } from './replyModels';

export const transition = defineCommand({
  about: 'Moves a version to a stage: None, Staging, Production or Archived.',
  operands: ['VERSION', 'STAGE'],
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'Why; kept in the audit log' },
    'archive-existing': { type: 'boolean', help: 'Archive the other versions of that stage' },
  },
  async run({ context, operands: [ref = '', stage = ''], values }) {
    const tracker = await context.tracker();
    const answer = await tracker.ask(
      'models/transition',
      { ref, stage, reason: values.reason, archiveExisting: values['archive-existing'] ?? false, as: readAsker() },
      { signal: context.signal },
    );
    return replyWarned(context, answer, () =>
      answer.changes.map(({ version, from, to }) => `${answer.version.model}/${version}: ${from} → ${to}`).join('\n'),
    );
  },
});
