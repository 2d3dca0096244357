import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endTracker } from '../support/endTracker';
import { runHostTests } from '../support/hostTests';
import { median, type Bench } from './measurement';
import { withFolder } from './trackerProcess';

const starts = 3;

export const activateBench: Bench = {
  name: 'activate',
  run: async () => {
    const times: number[] = [];
    for (let index = 0; index < starts; index += 1) {
      times.push(
        await withFolder(async (folder) => {
          try {
            const tests = process.env['MODELTRAIL_BENCH_HOST'] ?? '';
            const { report } = await runHostTests({ extension: 'source', folder, tests });
            const time = await readFile(join(folder, 'activate.json'), 'utf8').catch(() => null);
            if (time === null) throw new Error(report);
            return Number(time);
          } finally {
            await endTracker(folder);
          }
        }),
      );
    }
    const note = `a new VS Code each of ${starts} times: load the bundle and run activate(), as the host waits for it`;
    return [{ what: 'extension activate', value: median(times), unit: 'ms', budget: 50, note }];
  },
};
