import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ModelTrailError } from '../../protocol/errors';
import { defineCommand } from '../command';
import { formatBytes } from '../../protocol/format';

/** A store of many gigabytes on a slow disk. */
const limitMs = 60 * 60_000;

export const backup = defineCommand({
  about: 'Copies the store into FILE, consistent while work goes on. Artifacts are not part of it.',
  operands: ['FILE'],
  options: {},
  async run({ context, operands: [given = ''] }) {
    const target = resolve(given);
    if (existsSync(target)) {
      throw new ModelTrailError('FILE_EXISTS', `${target} exists already.`, { hint: 'Choose another file.' });
    }
    const folder = dirname(target);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new ModelTrailError('FILE_NOT_WRITTEN', `There is no folder ${folder}.`, {
        hint: 'Make it, or choose another file.',
      });
    }
    const tracker = await context.tracker();
    const { file } = await tracker.ask(
      'tracker/backup',
      { file: target },
      { signal: context.signal, timeoutMs: limitMs },
    );
    const sizeBytes = statSync(file).size;
    return context.reply({ file, sizeBytes }, () => `Wrote ${file} (${formatBytes(sizeBytes)}).`);
  },
});
