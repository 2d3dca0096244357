import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { endTracker } from '../support/tracker';
import { runHostTests } from '../support/hostTests';
import { median, type Bench } from './measurement';
import { withFolder } from './trackerProcess';

const starts = 3;

const timesSchema = z.object({ load: z.number(), activate: z.number(), waited: z.number() });

export const activateBench: Bench = {
  name: 'activate',
  run: async () => {
    const times: z.infer<typeof timesSchema>[] = [];
    for (let index = 0; index < starts; index += 1) {
      times.push(
        await withFolder(async (folder) => {
          try {
            const tests = join(process.env['MODELTRAIL_BENCH_HOST'] ?? '', 'activate.js');
            const { report } = await runHostTests({ extension: 'source', folder, tests });
            const time = await readFile(join(folder, 'activate.json'), 'utf8').catch(() => null);
            if (time === null) throw new Error(report);
            return timesSchema.parse(JSON.parse(time));
          } finally {
            await endTracker(folder);
          }
        }),
      );
    }
    const load = median(times.map((time) => time.load));
    const activate = median(times.map((time) => time.activate));
    return [
      {
        what: 'extension activate',
        value: load + activate,
        unit: 'ms',
        budget: 50,
        note: `in a real extension host, ${starts} starts: ${load.toFixed(1)} ms to load the bundle, ${activate.toFixed(1)} ms in activate()`,
      },
      {
        what: 'extension activate, as asked for',
        value: median(times.map((time) => time.waited)),
        unit: 'ms',
        budget: null,
        note: 'with the way through the host, which starts at the same time',
      },
    ];
  },
};
