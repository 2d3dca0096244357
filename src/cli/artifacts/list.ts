import { defineCommand } from '../command';
import { resolveRun } from '../runs/resolve';
import { formatTable } from '../table';
import { formatBytes } from '../../protocol/format';

export const list = defineCommand({
  about: "Lists a run's files, or those in one of its folders.",
  operands: ['RUN', 'PATH?'],
  options: {},
  async run({ context, operands: [name, path = ''] }) {
    const tracker = await context.tracker();
    const id = await resolveRun(tracker, name, context);
    const { root, files } = await tracker.ask('artifacts/list', { id, path }, { signal: context.signal });
    const entries = files.map(({ bytes, ...file }) => ({ ...file, sizeBytes: bytes }));
    return context.reply({ runId: id, root, files: entries }, () =>
      entries.length === 0
        ? 'No artifacts.'
        : formatTable(
            [
              { title: 'SIZE', cell: (file) => formatBytes(file.sizeBytes), right: true },
              { title: 'PATH', cell: (file) => `${file.path}${file.isDir ? '/' : ''}` },
            ],
            entries,
          ),
    );
  },
});
