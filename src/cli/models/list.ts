import { plural } from '../../protocol/format';
import { defineCommand } from '../command';
import { misuse } from '../failure';
import { readWhole } from '../values';
import { replyWarned, toModelTable } from './replyModels';

export const list = defineCommand({
  about: 'Lists registered models by name.',
  operands: [],
  options: {
    stage: { type: 'string', value: 'STAGE', help: 'Only models with a version in this stage' },
    governed: { type: 'boolean', help: 'Only models that a policy governs' },
    ungoverned: { type: 'boolean', help: 'Only models without a policy' },
    limit: { type: 'string', value: 'N', help: 'At most so many; default 200' },
    after: { type: 'string', value: 'TOKEN', help: 'Go on where the page before ended' },
  },
  async run({ context, values: { stage, governed, ungoverned, limit, after } }) {
    if (governed && ungoverned) throw misuse('Give --governed or --ungoverned, not both.', 'models list');
    const tracker = await context.tracker();
    const page = await tracker.ask(
      'models/list',
      {
        stage,
        after,
        limit: readWhole('limit', limit, { min: 1, max: 1000 }),
        governed: governed ? true : ungoverned ? false : undefined,
      },
      { signal: context.signal },
    );
    if (!context.json && page.next !== null) {
      context.note(`${page.models.length} of ${plural(page.total, 'model')}; go on with --after '${page.next}'`);
    }
    return replyWarned(context, page, () =>
      page.models.length === 0 ? 'No models.' : toModelTable(page.models, context),
    );
  },
});
