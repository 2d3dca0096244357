import { setTimeout as pause } from 'node:timers/promises';
import { median, type Bench } from './measurement';
import { residentMegabytes, withFolder, withTracker } from './trackerProcess';

const idleMs = 5000;

export const trackerBench: Bench = {
  name: 'tracker',
  run: () =>
    withFolder(async (folder) => {
      // The first start makes the store.
      await withTracker(folder, () => Promise.resolve());
      const starts: number[] = [];
      for (let index = 0; index < 7; index += 1) {
        const begin = performance.now();
        await withTracker(folder, async ({ url }) => {
          await fetch(`${url}/health`);
          starts.push(performance.now() - begin);
        });
      }
      const memory = await withTracker(folder, async ({ pid }) => {
        await pause(idleMs);
        return residentMegabytes(pid);
      });
      return [
        { what: 'tracker start to /health', value: median(starts), unit: 'ms', budget: 300 },
        { what: 'tracker idle memory', value: memory, unit: 'MB', budget: 150, note: 'resident, after 5 s' },
      ];
    }),
};
