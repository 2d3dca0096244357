import { rpcPrefix } from '../../src/protocol/rpc';
import { launchChromium } from '../support/chromium';
import { fillSeries, withStore } from './fillStore';
import { paintCompare, type PaintFigures } from './comparePaint';
import { median, medianOf, timed, type Bench } from './measurement';
import { withFolder, withTracker } from './trackerProcess';

const note = '100 runs × 100,000 points';

/** Reading and painting share one store, as filling it takes longest. */
export const seriesBench: Bench = {
  name: 'series',
  run: () =>
    withFolder(async (folder) => {
      const ids = withStore(folder, (db) => fillSeries(db, { runs: 100, points: 100_000 }));
      return withTracker(folder, async (tracker) => {
        const read = (): Promise<ArrayBuffer> => tracker.post(`${rpcPrefix}/series`, { ids, metric: 'loss' });
        const cold = await timed(read);
        const warm = await medianOf(7, read);
        const zoomed = await medianOf(7, () =>
          tracker.post(`${rpcPrefix}/series`, { ids, metric: 'loss', from: 40_000, to: 60_000 }),
        );
        const browser = await launchChromium();
        try {
          const paints: PaintFigures[] = [];
          for (let index = 0; index < 5; index += 1) paints.push(await paintCompare({ browser, tracker, ids }));
          return [
            { what: 'series read, summed up', value: warm, unit: 'ms', budget: null, note },
            { what: 'series read, never summed up before', value: cold, unit: 'ms', budget: null, note },
            { what: 'series read of a fifth, as a zoom asks', value: zoomed, unit: 'ms', budget: 200, note },
            {
              what: 'first paint of compare',
              value: median(paints.map(({ paint }) => paint)),
              unit: 'ms',
              budget: 1000,
              note: `${note}; built webview in headless Chromium, from navigation to the drawn chart`,
            },
            {
              what: 'zoom of compare',
              value: median(paints.map(({ zoom }) => zoom)),
              unit: 'ms',
              budget: 200,
              note: `${note}; from the key that halves the range to the drawn finer lines`,
            },
            {
              what: 'heap of compare',
              value: Math.max(...paints.map(({ heap }) => heap)),
              unit: 'MB',
              budget: 150,
              note: `${note}; objects and arrays of the webview after a zoom, garbage collected`,
            },
          ];
        } finally {
          await browser.close();
        }
      });
    }),
};
