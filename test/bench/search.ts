import { fillRuns, withStore } from './fillStore';
import { medianOf, timed, type Bench } from './measurement';
import { withFolder, withTracker } from './trackerProcess';

const filter = 'metrics.m0 > 0.5';
const orderBy = ['metrics.m1 DESC'];

export const searchBench: Bench = {
  name: 'search',
  run: () =>
    withFolder(async (folder) => {
      withStore(folder, (db) => fillRuns(db, { runs: 10_000, params: 20, metrics: 20 }));
      return withTracker(folder, async ({ ask, post }) => {
        const page = (): Promise<ArrayBuffer> => ask('runs/page', { filter, orderBy, limit: 1000 });
        const first = await timed(page);
        const note = '1,000 of 10,000 runs × 40 columns, filter and order by metric, HTTP and JSON included';
        return [
          { what: 'search page', value: await medianOf(15, page), unit: 'ms', budget: 100, note },
          { what: 'search page, first after the start', value: first, unit: 'ms', budget: null },
          {
            what: 'search page, MLflow REST',
            value: await medianOf(15, () =>
              post('/api/2.0/mlflow/runs/search', {
                experiment_ids: ['0'],
                filter,
                order_by: orderBy,
                max_results: 1000,
              }),
            ),
            unit: 'ms',
            budget: 100,
          },
        ];
      });
    }),
};
