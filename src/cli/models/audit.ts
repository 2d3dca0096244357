import { plural } from '../../protocol/format';
import { defineCommand } from '../command';
import { misuse } from '../failure';
import { readChoice, readTime, readWhole } from '../values';
import { toEventCsv, toEventTable } from './eventTable';
import { replyWarned } from './replyModels';

const formats = ['json', 'csv'] as const;

export const audit = defineCommand({
  about: 'Shows what was done to models, by whom and when, oldest first.',
  operands: ['NAME|VERSION?'],
  options: {
    request: { type: 'string', value: 'ID', help: 'Only what belongs to this request' },
    action: { type: 'string', multiple: true, value: 'ACTION', help: 'Only this action: stage.changed' },
    since: { type: 'string', value: 'TIME', help: 'Not before this time (ISO 8601)' },
    until: { type: 'string', value: 'TIME', help: 'Not after this time (ISO 8601)' },
    limit: { type: 'string', value: 'N', help: 'The newest N; default 1000' },
    format: { type: 'string', value: 'FORMAT', help: formats.join(', ') },
  },
  async run({ context, operands: [ref], values }) {
    const format = readChoice('format', values.format, formats);
    if (context.json && format === 'csv') throw misuse('Give --json or --format csv, not both.', 'models audit');
    const tracker = await context.tracker();
    const page = await tracker.ask(
      'models/audit',
      {
        ref,
        requestId: values.request,
        actions: values.action === undefined ? undefined : [...values.action],
        since: readTime('since', values.since),
        until: readTime('until', values.until),
        limit: readWhole('limit', values.limit, { min: 1, max: 1_000_000 }),
      },
      { signal: context.signal },
    );
    const { events, total } = page;
    if (!context.json && events.length < total) {
      context.note(`The newest ${events.length} of ${plural(total, 'event')}; see more with --limit.`);
    }
    return replyWarned(context, page, () => {
      if (format === 'json') return JSON.stringify(page);
      if (format === 'csv') return toEventCsv(events);
      return events.length === 0 ? 'No events.' : toEventTable(events);
    });
  },
});
