import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runHostTests } from '../support/hostTests';
import { endTracker } from '../support/tracker';
import { fillRuns, fillSeries, withStore } from './fillStore';
import type { Bench } from './measurement';
import { withFolder } from './trackerProcess';

const phasesSchema = z.object({ idle: z.number(), table: z.number(), compare: z.number(), live: z.number() });

/** How long the extension host's event loop was held at worst, whoever held it: VS Code's own part is in `idle` too. */
export const blockingBench: Bench = {
  name: 'blocking',
  run: () =>
    withFolder(async (folder) => {
      withStore(folder, (db) => {
        fillRuns(db, { runs: 10_000, params: 20, metrics: 20 });
        fillSeries(db, { runs: 100, points: 10_000 });
      });
      try {
        const tests = join(process.env['MODELTRAIL_BENCH_HOST'] ?? '', 'blocking.js');
        const { report } = await runHostTests({ extension: 'source', folder, tests });
        const text = await readFile(join(folder, 'blocking.json'), 'utf8').catch(() => null);
        if (text === null) throw new Error(report);
        const phases = phasesSchema.parse(JSON.parse(text));
        const note = (what: string): string => `event loop monitor in a real extension host; ${what}`;
        return [
          {
            what: 'extension host, idle',
            value: phases.idle,
            unit: 'ms',
            budget: null,
            note: note('longest block in 4 s'),
          },
          {
            what: 'extension host, table',
            value: phases.table,
            unit: 'ms',
            budget: 50,
            note: note('longest block while the table of 10,100 runs opens'),
          },
          {
            what: 'extension host, compare',
            value: phases.compare,
            unit: 'ms',
            budget: 50,
            note: note('longest block while 100 runs × 10,000 points open'),
          },
          {
            what: 'extension host, live',
            value: phases.live,
            unit: 'ms',
            budget: 50,
            note: note('longest block while 100 shown runs change five times a second'),
          },
        ];
      } finally {
        await endTracker(folder);
      }
    }),
};
