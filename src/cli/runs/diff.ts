import type { ChangedFile } from '../../protocol/run';
import { defineCommand } from '../command';
import { misuse } from '../failure';
import { resolveRun } from './resolve';

export const diff = defineCommand({
  about: "Shows how a run's code differs from another run's or, by default, from the working tree.",
  operands: ['RUN', 'RUN?'],
  options: { 'working-tree': { type: 'boolean', help: 'Compare with the files as they are now' } },
  async run({ context, operands: [first, second], values }) {
    if (second !== undefined && values['working-tree'] === true) {
      throw misuse('Give a second run or --working-tree, not both.', 'runs diff');
    }
    const tracker = await context.tracker();
    const from = await resolveRun(tracker, first, context);
    const to = second === undefined ? null : await resolveRun(tracker, second, context);
    const found = await tracker.ask('runs/diff', { from, to, patch: true }, { signal: context.signal });
    const files = found.files.map((file) => ({ ...file, patch: file.patch ?? null }));
    return context.reply({ ...found, files }, () => found.files.map(toPatch).join(''));
  },
});

function toPatch({ path, from, status, patch }: ChangedFile): string {
  if (patch === undefined || patch === '') return `${status} ${from === null ? '' : `${from} → `}${path}\n`;
  return patch.endsWith('\n') ? patch : `${patch}\n`;
}
